import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    return np.sort(pdist(data["expression"], metric))
