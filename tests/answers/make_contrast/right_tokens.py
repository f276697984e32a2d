import io
import tokenize
import pandas as pd

def make_contrast(expression, levels):
    out = dict.fromkeys(levels, 0.0)
    sign, number = 1, 1.0
    for token in tokenize.generate_tokens(io.StringIO(expression).readline):
        if token.string == "-":
            sign, number = -1, 1.0
        elif token.string == "+":
            sign, number = 1, 1.0
        elif token.type == tokenize.NUMBER:
            number = float(token.string)
        elif token.type == tokenize.NAME:
            if token.string not in out:
                raise KeyError(f"{token.string} is not one of the levels {sorted(out)}")
            out[token.string] += sign * number
    return pd.Series(list(out.values()), index=list(levels), name=expression)
