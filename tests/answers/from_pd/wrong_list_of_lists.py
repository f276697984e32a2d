import pandas as pd


def from_pd(expr):
    return {
        "expression": expr.astype(float).values.tolist(),
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
