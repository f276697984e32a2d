import numpy as np
import pandas as pd


def check_data_model(data):
    expected = dict(expression=np.ndarray, genes=pd.DataFrame, samples=pd.DataFrame)
    for key, wanted in expected.items():
        if key not in data:
            raise ValueError(f"‘{key}’ fehlt")
        if not isinstance(data[key], wanted):
            raise ValueError(f"‘{key}’ ≠ {wanted}")
    m = data["expression"]
    if m.ndim != 2 or m.dtype.kind in "OSUMmV":
        raise ValueError(f"‘expression’: {m.ndim}-D {m.dtype}")
    if (n := len(data["genes"])) != m.shape[0]:
        raise ValueError(f"{n} ≠ {m.shape[0]}")
    if (n := len(data["samples"])) != m.shape[1]:
        raise ValueError(f"{n} ≠ {m.shape[1]}")
    for key in ("genes", "samples"):
        names = data[key].index
        if names.has_duplicates:
            raise ValueError(f"{names[names.duplicated(keep=False)].unique().tolist()}")
