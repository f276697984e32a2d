import numpy as np


def energy(labels, dist_matrix, k):
    return sum(dist_matrix[np.ix_(labels == c, labels == c)].sum() for c in range(k)) / k


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    after = labels.copy()
    after[gene] = new_cluster
    return energy(after, dist_matrix, k) - energy(labels, dist_matrix, k)
