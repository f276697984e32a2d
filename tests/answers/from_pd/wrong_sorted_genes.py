import pandas as pd


def from_pd(expr):
    expr = expr.sort_index()
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
