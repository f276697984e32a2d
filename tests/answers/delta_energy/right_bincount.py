import numpy as np


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    sums = np.bincount(labels, weights=dist_matrix[gene], minlength=k)
    return float(2 * (sums[new_cluster] - sums[labels[gene]]) / k)
