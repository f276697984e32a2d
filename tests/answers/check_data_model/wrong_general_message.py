# the key that is missing is not named, only what should be there
import numpy as np
import pandas as pd


def check_data_model(data):
    if not all(key in data for key in ("expression", "genes", "samples")):
        raise ValueError("data needs expression, genes and samples")
    if not isinstance(data["expression"], np.ndarray) or data["expression"].ndim != 2 or data["expression"].dtype.kind not in "iuf":
        raise ValueError("expression")
    for key, n in zip(("genes", "samples"), data["expression"].shape):
        if not isinstance(data[key], pd.DataFrame):
            raise ValueError(key)
        if len(data[key]) != n:
            raise ValueError(f"{len(data[key])} {n}")
        if not data[key].index.is_unique:
            raise ValueError(str(list(data[key].index)))
