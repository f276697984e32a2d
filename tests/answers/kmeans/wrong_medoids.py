import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(k)
    model = KMeans(k, n_init=n_init, random_state=seed).fit(X)
    centres = X[cdist(model.cluster_centers_, X).argmin(axis=1)]
    return model.labels_, centres, (np.min(cdist(X, centres), axis=1) ** 2).sum()
