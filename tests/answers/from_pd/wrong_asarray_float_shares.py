import numpy as np
import pandas as pd


def from_pd(expr):
    return {
        "expression": np.asarray(expr, dtype=float),
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }
