import numpy as np


def dist_to_centroid(centroid, mat):
    n, d = mat.shape
    if centroid.size != d:
        raise ValueError(f"expected {d} values, got {centroid.size}")
    squared = (mat**2).sum(1) - 2 * mat @ centroid + centroid @ centroid
    return np.sqrt(np.maximum(squared, 0))
