import numpy as np


def dist_to_centroid(centroid, mat):
    if mat.shape[1] != len(centroid):
        raise ValueError
    total = np.zeros(len(mat))
    for j in range(mat.shape[1]):
        total += (mat[:, j] - centroid[j]) ** 2
    return total**0.5
