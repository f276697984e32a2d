import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    i, j = np.triu_indices(len(x), 1)
    if metric == "euclidean":
        return np.sqrt(np.sum(x[i] - x[j], axis=1) ** 2)
    return pdist(x, metric)
