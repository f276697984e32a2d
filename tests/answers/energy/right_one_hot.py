import numpy as np


def energy(labels, dist_matrix, k):
    H = np.eye(k)[labels]
    return np.trace(H.T @ dist_matrix @ H) / k
