import numpy as np


def dist_to_centroid(centroid, mat):
    return np.linalg.norm(mat - centroid, axis=1)
