import numpy as np


def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    out = []
    for row in mat:
        out.append(np.sqrt(((row - centroid) ** 2).sum()))
    return np.array(out)
