from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    if metric == "correlation":
        x = x.argsort(axis=1).argsort(axis=1).astype(float)
    return pdist(x, metric)
