import numpy as np
import pandas as pd


def check_data_model(data):
    for key in ("expression", "genes", "samples"):
        if key not in data:
            raise ValueError(key)
    if not isinstance(data["expression"], np.ndarray) or data["expression"].ndim != 2 or data["expression"].dtype.kind not in "iuf":
        raise ValueError("expression")
    for key, n in zip(("genes", "samples"), data["expression"].shape):
        if not isinstance(data[key], pd.DataFrame):
            raise ValueError(key)
        if len(data[key]) != n:
            raise ValueError(f"{key} should have {n} rows")
        if not data[key].index.is_unique:
            raise ValueError(str(list(data[key].index)))
