import numpy as np
from sklearn.metrics import silhouette_samples


def silhouette(dist_matrix, labels):
    labels = np.asarray(labels)
    if len(set(labels.tolist())) == len(labels):
        return 0.0
    return silhouette_samples(dist_matrix, labels, metric="precomputed").mean()
