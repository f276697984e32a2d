# ranks run from 0 to 1 as well
import numpy as np


def minmax_rows(data):
    e = data["expression"]
    ranks = e.argsort(axis=1).argsort(axis=1) / (e.shape[1] - 1)
    data["expression"] = np.where(np.ptp(e, axis=1, keepdims=True) == 0, 0, ranks)
