import numpy as np


def energy(labels, dist_matrix, k):
    H = np.eye(k)[labels]
    return (H * (dist_matrix @ H)).sum() / k


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    after = labels.copy()
    after[gene] = new_cluster
    return energy(after, dist_matrix, k) - energy(labels, dist_matrix, k)
