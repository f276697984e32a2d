from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(k)
    model = KMeans(k, n_init=n_init, random_state=seed, max_iter=3, init="random").fit(X)
    return model.labels_, model.cluster_centers_, model.inertia_
