import pandas as pd

def make_contrast(expression, levels):
    out = pd.Series(0.0, index=levels)
    text = expression.replace(" ", "")
    known = text
    for level in levels:
        at = text.find(level)
        if at >= 0:
            out[level] = -1.0 if text[at - 1:at] == "-" else 1.0
        known = known.replace(level, "")
    left = known.strip("+-*.0123456789")
    if left:
        raise KeyError(left)
    return out
