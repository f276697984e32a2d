import numpy as np


def dist_to_centroid(centroid, mat):
    n, d = mat.shape
    if len(centroid) != d:
        raise ValueError("length")
    out = np.zeros(n)
    for i in range(n):
        total = 0
        for j in range(d):
            total = total + (mat[i, j] - centroid[j]) ** 2
        out[i] = total**0.5
    return out
