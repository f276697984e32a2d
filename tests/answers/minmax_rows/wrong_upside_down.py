import numpy as np


def minmax_rows(data):
    e = data["expression"]
    high = e.max(axis=1, keepdims=True)
    span = high - e.min(axis=1, keepdims=True)
    data["expression"] = (high - e) / np.where(span == 0, 1, span)
