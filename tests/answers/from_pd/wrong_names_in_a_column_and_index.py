import pandas as pd


def from_pd(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": pd.DataFrame({"gene": expr.index}, index=expr.index),
        "samples": pd.DataFrame({"sample": expr.columns}, index=expr.columns),
    }
