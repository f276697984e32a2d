import numpy as np
import pandas as pd


def _check_table(data, key, n):
    table = data[key]
    if not isinstance(table, pd.DataFrame):
        raise ValueError(key + " is of type " + str(type(table)))
    if len(table.index) != n:
        raise ValueError(key + ": " + str(len(table.index)) + ", matrix: " + str(n))
    names = list(table.index)
    for i, name in enumerate(names):
        if name in names[:i]:
            raise ValueError("duplicate name " + str(name))


def check_data_model(data):
    for key in ("expression", "genes", "samples"):
        if key not in data:
            raise ValueError(key)
    if not isinstance(data["expression"], np.ndarray):
        raise ValueError("expression has the wrong type")
    if data["expression"].ndim != 2:
        raise ValueError("expression has the wrong number of dimensions")
    try:
        np.asarray(data["expression"]).sum() * 1.0
    except TypeError:
        raise ValueError("expression does not hold numbers")
    _check_table(data, "genes", data["expression"].shape[0])
    _check_table(data, "samples", data["expression"].shape[1])
