import numpy as np
from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    if metric == "euclidean":
        return pdist(x)
    z = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    return (1 - z @ z.T / (x.shape[1] - 1))[np.triu_indices(len(x), 1)]
