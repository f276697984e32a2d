import numpy as np


def zscore_rows(data):
    values = data["expression"]
    values -= values.mean(axis=1, keepdims=True)
    sd = values.std(axis=1, ddof=1, keepdims=True)
    np.divide(values, sd, out=values, where=sd > 0)
