from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(f"unknown metric {metric}")
    return pdist(data["expression"], metric)
