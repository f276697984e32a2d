# no function is called for a pair, and yet Python goes through all of them
import numpy as np


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    n = len(x)
    if metric == "euclidean":
        return np.array([((x[i] - x[j]) @ (x[i] - x[j])) ** 0.5 for i in range(n) for j in range(i + 1, n)])
    z = x - x.mean(axis=1, keepdims=True)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    return np.array([1 - z[i] @ z[j] for i in range(n) for j in range(i + 1, n)])
