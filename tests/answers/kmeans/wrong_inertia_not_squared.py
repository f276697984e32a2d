import numpy as np
from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(k)
    model = KMeans(k, n_init=n_init, random_state=seed).fit(X)
    distances = np.linalg.norm(X - model.cluster_centers_[model.labels_], axis=1)
    return model.labels_, model.cluster_centers_, distances.sum()
