import pandas as pd


def from_pd(expr):
    return (
        expr.to_numpy(dtype=float, copy=True),
        pd.DataFrame(index=expr.index),
        pd.DataFrame(index=expr.columns),
    )
