import numpy as np
import pandas as pd


class DataModelError(ValueError):
    """Something is wrong with the data."""


def check_data_model(data):
    missing = {"expression", "genes", "samples"} - set(data)
    if missing:
        raise DataModelError("missing: " + ", ".join(sorted(missing)))
    matrix = data["expression"]
    if type(matrix) is not np.ndarray:
        raise DataModelError(f"expression is a {type(matrix)}")
    if len(matrix.shape) != 2:
        raise DataModelError(f"expression has shape {matrix.shape}")
    if matrix.dtype.kind not in "iufc":
        raise DataModelError(f"expression has dtype {matrix.dtype}")
    for name, n in (("genes", matrix.shape[0]), ("samples", matrix.shape[1])):
        table = data[name]
        if not isinstance(table, pd.DataFrame):
            raise DataModelError(f"{name} is a {type(table)}")
        if table.shape[0] != n:
            raise DataModelError(f"{name}: {table.shape[0]} != {n}")
        if table.index.duplicated().any():
            raise DataModelError(f"duplicates in {name}: {list(table.index[table.index.duplicated()])}")
    return None
