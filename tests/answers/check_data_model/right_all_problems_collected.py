import numpy as np
import pandas as pd


def check_data_model(data):
    problems = []
    for key, kind in (("expression", np.ndarray), ("genes", pd.DataFrame), ("samples", pd.DataFrame)):
        if key not in data:
            problems.append(f"no {key}")
        elif not isinstance(data[key], kind):
            problems.append(f"{key} should be {kind.__name__}, is {type(data[key]).__name__}")
    if not problems:
        X, genes, samples = data["expression"], data["genes"], data["samples"]
        if X.ndim != 2:
            problems.append(f"expression has {X.ndim} dimensions")
        elif not pd.api.types.is_numeric_dtype(X.dtype):
            problems.append(f"expression is not numeric but {X.dtype}")
        elif X.shape != (len(genes), len(samples)):
            problems.append(f"expression {X.shape} but tables {(len(genes), len(samples))}")
        for table in (genes, samples):
            counts = table.index.value_counts()
            problems += [f"{name} occurs {n} times" for name, n in counts.items() if n > 1]
    if problems:
        raise ValueError("; ".join(problems))
