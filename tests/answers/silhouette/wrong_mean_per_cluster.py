import numpy as np
from sklearn.metrics import silhouette_samples


def silhouette(dist_matrix, labels):
    s = silhouette_samples(dist_matrix, labels, metric="precomputed")
    return np.mean([s[labels == c].mean() for c in np.unique(labels)])
