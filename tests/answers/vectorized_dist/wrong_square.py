from scipy.spatial.distance import pdist
from scipy.spatial.distance import squareform


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    return squareform(pdist(data["expression"], metric))
