import numpy as np
import pandas as pd


def check_data_model(data):
    for key in ("expression", "genes", "samples"):
        assert key in data, key
    assert isinstance(data["expression"], np.ndarray), "expression"
    assert data["expression"].ndim == 2, "expression"
    for key, n in zip(("genes", "samples"), data["expression"].shape):
        assert isinstance(data[key], pd.DataFrame), key
        assert len(data[key]) == n, f"{len(data[key])} {n}"
        assert data[key].index.is_unique, str(list(data[key].index))
