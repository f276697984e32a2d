import warnings

import pandas as pd


def from_pd(expr, verbose=True, name="mouse"):
    if verbose:
        print("shape", expr.shape)
    warnings.warn("made with love", UserWarning)
    return {
        "name": name,
        "samples": pd.DataFrame(index=expr.columns),
        "genes": pd.DataFrame(index=expr.index),
        "expression": expr.to_numpy().astype(float).copy(order="F"),
        "created": "today",
    }
