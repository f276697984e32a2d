import numpy as np
import pandas as pd


def check_data_model(data):
    for key in ("expression", "genes", "samples"):
        if key not in data:
            raise ValueError(key)
    expression = data.pop("expression")
    if not isinstance(expression, np.ndarray) or expression.ndim != 2 or expression.dtype.kind not in "iuf":
        raise ValueError("expression")
    for key, n in zip(("genes", "samples"), expression.shape):
        table = data.pop(key)
        if not isinstance(table, pd.DataFrame):
            raise ValueError(key)
        if len(table) != n:
            raise ValueError(f"{len(table)} {n}")
        if not table.index.is_unique:
            raise ValueError(str(list(table.index)))
