import pandas as pd

def make_contrast(expression, levels):
    first, second = expression.split("-")
    out = pd.Series(0, index=levels)
    out[second.strip()] = 1
    out[first.strip()] = -1
    return out
