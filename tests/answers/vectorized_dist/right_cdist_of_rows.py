import numpy as np
from scipy.spatial.distance import cdist


def vectorized_dist(data, metric="euclidean"):
    if metric != "euclidean" and metric != "correlation":
        raise ValueError(f"no such metric: {metric}")
    x = data["expression"]
    return np.concatenate([cdist(x[i : i + 1], x[i + 1 :], metric).ravel() for i in range(len(x) - 1)])
