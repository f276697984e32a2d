import numpy as np
import pandas as pd


def check_data_model(data):
    for key in ["expression", "genes", "samples"]:
        if key not in data:
            raise ValueError(f"missing key: {key}")
    X = data["expression"]
    if not isinstance(X, np.ndarray) or X.ndim != 2 or not np.issubdtype(X.dtype, np.number):
        raise ValueError("expression must be a numeric 2-D array")
    for key in ["genes", "samples"]:
        if not isinstance(data[key], pd.DataFrame):
            raise ValueError(f"{key} must be a DataFrame")
    if X.shape[0] != len(data["genes"]):
        raise ValueError(f"{X.shape[0]} rows but {len(data['genes'])} genes")
    if X.shape[1] != len(data["samples"]):
        raise ValueError(f"{X.shape[1]} columns but {len(data['samples'])} samples")
    for key in ["genes", "samples"]:
        seen = set()
        for name in data[key].index:
            if name in seen:
                raise ValueError(f"{name} is there twice")
            seen.add(name)
