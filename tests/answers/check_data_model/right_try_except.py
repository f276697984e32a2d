import numpy as np


def check_data_model(data):
    for key in ("expression", "genes", "samples"):
        try:
            data[key]
        except KeyError as error:
            raise ValueError(f"I need {key!r}") from error
    expression = data["expression"]
    try:
        assert isinstance(expression, np.ndarray), "an array"
        assert expression.ndim == 2, "two-dimensional"
        expression + 1.0
    except Exception as error:
        raise ValueError(f"expression should be {error}")
    rows, columns = expression.shape
    for key, n in {"genes": rows, "samples": columns}.items():
        if not hasattr(data[key], "iloc") or getattr(data[key], "ndim", 1) != 2:
            raise ValueError(f"{key} is not a table")
        if len(data[key]) != n:
            raise ValueError(f"{key}: found {len(data[key])} instead of {n}")
        if len(set(data[key].index)) < n:
            twice = [name for name in data[key].index if list(data[key].index).count(name) > 1]
            raise ValueError(f"{key}: {twice[0]} more than once")
