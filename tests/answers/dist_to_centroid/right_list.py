import numpy as np


def dist_to_centroid(centroid, mat, *, squared=False):
    if np.shape(mat)[1] != len(centroid):
        raise ValueError("length mismatch")
    d2 = np.einsum("ij,ij->i", mat - centroid, mat - centroid)
    return list(d2 if squared else np.sqrt(d2))
