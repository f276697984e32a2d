import numpy as np


def dist_to_centroid(centroid, mat):
    assert len(centroid) == mat.shape[1]
    return np.linalg.norm(mat - centroid, axis=1)
