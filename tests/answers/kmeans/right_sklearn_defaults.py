from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    if not 1 <= k <= len(data["genes"]):
        raise ValueError(f"k: {k}")
    model = KMeans(k, n_init=n_init, max_iter=max_iter, random_state=seed)
    labels = model.fit_predict(data["expression"])
    return labels, model.cluster_centers_, model.inertia_
