from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    return pdist(data["expression"], "sqeuclidean" if metric == "euclidean" else metric)
