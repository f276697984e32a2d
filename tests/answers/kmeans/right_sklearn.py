from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if k not in range(1, X.shape[0] + 1):
        raise ValueError(f"cannot make {k} clusters of {X.shape[0]} genes")
    model = KMeans(
        n_clusters=k, n_init=n_init, max_iter=max_iter, random_state=seed, tol=0, init="random"
    ).fit(X)
    if len(set(model.labels_)) < k:
        model = KMeans(n_clusters=k, n_init=n_init, max_iter=max_iter, random_state=seed).fit(X)
    return model.labels_, model.cluster_centers_, model.inertia_
