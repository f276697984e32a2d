import pandas as pd

def make_contrast(expression, levels):
    first, second = [w.strip() for w in expression.split("-")]
    out = pd.Series(0, index=levels)
    for level, weight in ((first, 1), (second, -1)):
        if level not in out.index:
            raise KeyError(level)
        out[level] = weight
    return out
