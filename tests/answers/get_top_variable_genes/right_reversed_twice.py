import copy

import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"top_n is {top_n}")
    n = len(data["genes"])
    variance = np.var(data["expression"], axis=1, ddof=1)
    order = (n - 1 - np.argsort(variance[::-1], kind="mergesort"))[::-1][:top_n]
    new = copy.deepcopy(data)
    new["expression"] = new["expression"][order]
    new["genes"] = new["genes"].iloc[order]
    return new
