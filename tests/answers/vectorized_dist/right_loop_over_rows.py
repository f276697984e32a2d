import numpy as np


def vectorized_dist(data, metric="euclidean"):
    x = data["expression"]
    if metric not in ("euclidean", "correlation"):
        raise ValueError(f"metric {metric}")
    if metric == "correlation":
        x = x - x.mean(axis=1, keepdims=True)
        x = x / np.sqrt((x**2).sum(axis=1, keepdims=True))
    parts = []
    for i in range(len(x) - 1):
        if metric == "euclidean":
            parts.append(np.sqrt(((x[i + 1 :] - x[i]) ** 2).sum(axis=1)))
        else:
            parts.append(1 - x[i + 1 :] @ x[i])
    return np.concatenate(parts)
