import numpy as np


def energy(labels, dist_matrix, k):
    clusters = np.unique(labels)
    return np.mean([dist_matrix[np.ix_(labels == c, labels == c)].sum() for c in clusters])
