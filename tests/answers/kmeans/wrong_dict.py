from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(k)
    model = KMeans(k, n_init=n_init, random_state=seed).fit(X)
    return {
        "labels": model.labels_,
        "centroids": model.cluster_centers_,
        "inertia": model.inertia_,
    }
