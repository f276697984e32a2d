import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    if metric == "correlation":
        return np.corrcoef(x)[np.triu_indices(len(x), 1)]
    return pdist(x)
