import pandas as pd

def make_contrast(expression, levels):
    out = pd.Series(0.0, index=levels)
    words = expression.split(" ")
    signs = [1] + [1 if w == "+" else -1 for w in words[1::2]]
    for sign, term in zip(signs, words[::2]):
        number, level = term.split("*") if "*" in term else (1, term)
        if level not in levels:
            raise KeyError(level)
        out[level] += sign * float(number)
    return out
