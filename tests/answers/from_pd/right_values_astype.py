# astype copies by default
import pandas as pd


def from_pd(expr):
    data = {}
    data["expression"] = expr.values.astype("float64")
    data["genes"] = pd.DataFrame([], index=expr.index)
    data["samples"] = pd.DataFrame([], index=expr.columns)
    return data
