import numpy as np


def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("centroid and matrix do not fit")
    return np.sqrt(np.sum((mat - centroid) ** 2, axis=1))
