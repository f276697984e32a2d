import re
import pandas as pd

def make_contrast(expression, levels):
    out = pd.Series(0.0, index=levels)
    for sign, number, level in re.findall(r"([+-]?)\s*(?:([\d.]+)\*)?([A-Za-z_]\w*)", expression):
        out[level] = (-1 if sign == "-" else 1) * float(number or 1)
    return out
