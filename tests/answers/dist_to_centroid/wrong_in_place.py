import numpy as np


def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    mat -= centroid
    mat **= 2
    return np.sqrt(mat.sum(axis=1))
