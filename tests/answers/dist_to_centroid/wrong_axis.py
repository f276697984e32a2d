import numpy as np


def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    return np.linalg.norm(mat - centroid, axis=0)
