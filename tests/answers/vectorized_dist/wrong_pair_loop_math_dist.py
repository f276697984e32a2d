import itertools
import math

import numpy as np


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    if metric == "correlation":
        x = x - x.mean(axis=1, keepdims=True)
        x = x / np.linalg.norm(x, axis=1, keepdims=True)
    d = [math.dist(a, b) for a, b in itertools.combinations(map(tuple, x.tolist()), 2)]
    return np.array(d) if metric == "euclidean" else np.array(d) ** 2 / 2
