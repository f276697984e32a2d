import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    d = pdist(data["expression"], metric)
    return d / np.sqrt(data["expression"].shape[1]) if metric == "euclidean" else d
