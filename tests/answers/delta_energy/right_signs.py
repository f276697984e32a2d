import numpy as np


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    sign = np.where(labels == new_cluster, 1, 0) - np.where(labels == labels[gene], 1, 0)
    return 2 * np.dot(sign, dist_matrix[:, gene]) / k
