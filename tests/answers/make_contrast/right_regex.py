import re
import pandas as pd

def make_contrast(expression, levels):
    weights = pd.Series(0.0, index=levels)
    for sign, number, level in re.findall(r"([+-]?)\s*(?:(\d*\.?\d+)\s*\*\s*)?([A-Za-z_]\w*)", expression):
        if level not in weights.index:
            raise KeyError(level)
        weights[level] += (-1 if sign == "-" else 1) * (float(number) if number else 1)
    return weights
