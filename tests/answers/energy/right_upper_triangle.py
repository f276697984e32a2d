import numpy as np


def energy(labels, dist_matrix, k, normalise=True):
    i, j = np.triu_indices(len(labels), k=1)
    inside = labels[i] == labels[j]
    result = 2 * dist_matrix[i[inside], j[inside]].sum()
    return np.array(result / k) if normalise else result
