import numpy as np


def transpose(data):
    n, m = data["expression"].shape
    turned = np.empty((m, n))
    for i in range(n):
        for j in range(m):
            turned[j, i] = data["expression"][i, j]
    return dict(expression=turned, samples=data["genes"].copy(), genes=data["samples"].copy())
