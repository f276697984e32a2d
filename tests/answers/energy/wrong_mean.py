import numpy as np


def energy(labels, dist_matrix, k):
    return np.mean([dist_matrix[np.ix_(labels == c, labels == c)].mean() for c in range(k)])
