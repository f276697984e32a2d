import numpy as np
from sklearn.metrics import silhouette_samples


def silhouette(dist_matrix, labels):
    result = silhouette_samples(dist_matrix, labels, metric="precomputed").mean()
    np.fill_diagonal(dist_matrix, np.inf)
    return result
