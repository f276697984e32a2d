import numpy as np


def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    return np.apply_along_axis(lambda row: np.linalg.norm(row - centroid), 1, mat)
