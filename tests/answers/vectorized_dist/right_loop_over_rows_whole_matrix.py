import numpy as np


def vectorized_dist(data, metric="euclidean"):
    x = data["expression"]
    n = len(x)
    square = np.zeros((n, n))
    if metric == "euclidean":
        for i in range(n):
            square[i] = np.sqrt(np.sum((x - x[i]) ** 2, axis=1))
    elif metric == "correlation":
        centred = x - x.mean(axis=1, keepdims=True)
        length = np.linalg.norm(centred, axis=1)
        for i in range(n):
            square[i] = 1 - centred @ centred[i] / (length * length[i])
    else:
        raise ValueError(f"{metric=}")
    return square[np.triu_indices(n, 1)]
