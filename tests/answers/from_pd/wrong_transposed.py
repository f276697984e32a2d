import pandas as pd


def from_pd(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True).T,
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
