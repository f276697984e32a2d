import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    if metric == "correlation":
        return pdist(x, metric)
    i, j = np.triu_indices(len(x), 1)
    gram = x @ x.T
    length2 = (x**2).sum(axis=1)
    return np.sqrt(length2[i] + length2[j] - 2 * gram[i, j])
