import pandas as pd


def from_pd(expr):
    expr["total"] = expr.sum(axis=1)
    del expr["total"]
    expr.iloc[0, 0] += 1
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
