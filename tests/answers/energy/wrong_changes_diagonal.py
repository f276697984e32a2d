import numpy as np


def energy(labels, dist_matrix, k):
    result = sum(dist_matrix[np.ix_(labels == c, labels == c)].sum() for c in range(k)) / k
    np.fill_diagonal(dist_matrix, np.nan)
    return result
