import numpy as np
from sklearn.metrics import silhouette_samples


def silhouette(dist_matrix, labels):
    return np.median(silhouette_samples(dist_matrix, labels, metric="precomputed"))
