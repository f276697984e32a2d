import pandas as pd


def from_pd(expr):
    return {
        "expression": expr.values,
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
