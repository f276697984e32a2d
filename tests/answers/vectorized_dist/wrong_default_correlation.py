from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="correlation"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    return pdist(data["expression"], metric)
