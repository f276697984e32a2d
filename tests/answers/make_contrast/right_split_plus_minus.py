import pandas as pd

def make_contrast(expression, levels):
    contrast = pd.Series([0] * len(levels), index=levels, dtype="float64")
    text = expression.replace(" ", "").replace("-", "+-1*")
    for term in text.split("+"):
        if not term:
            continue
        *numbers, level = term.split("*")
        if level not in levels:
            raise KeyError(f"unknown level: {level}")
        weight = 1.0
        for number in numbers:
            weight *= float(number)
        contrast.loc[level] = contrast.loc[level] + weight
    return contrast
