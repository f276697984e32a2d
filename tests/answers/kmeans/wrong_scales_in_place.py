from sklearn.cluster import KMeans


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    if not 1 <= k <= len(data["expression"]):
        raise ValueError(k)
    data["expression"] -= data["expression"].mean(axis=0)
    model = KMeans(k, n_init=n_init, random_state=seed).fit(data["expression"])
    return model.labels_, model.cluster_centers_, model.inertia_
