import numpy as np


def energy(labels, dist_matrix, k):
    return sum(dist_matrix[np.ix_(labels == c, labels == c)].sum() for c in range(k))
