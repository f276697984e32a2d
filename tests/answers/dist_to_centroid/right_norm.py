import numpy as np


def dist_to_centroid(centroid, mat):
    centroid = np.asarray(centroid, dtype=float)
    mat = np.asarray(mat, dtype=float)
    if centroid.shape != (mat.shape[1],):
        raise ValueError(f"{centroid.shape} and {mat.shape}")
    return np.linalg.norm(mat - centroid, axis=1)
