import re
import pandas as pd

def make_contrast(expression, levels):
    out = dict.fromkeys(levels, 0.0)
    for sign, number, level in re.findall(r"([+-]?)\s*(?:([\d.]+)\*)?([A-Za-z_]\w*)", expression):
        if level not in out:
            raise KeyError(level)
        out[level] += (-1 if sign == "-" else 1) * float(number or 1)
    return pd.DataFrame({expression: out})
