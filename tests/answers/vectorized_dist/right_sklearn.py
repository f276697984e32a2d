import numpy as np
from scipy.spatial.distance import squareform


def vectorized_dist(data, metric="euclidean"):
    from sklearn.metrics import pairwise_distances

    if metric not in ("euclidean", "correlation"):
        raise ValueError(f"{metric} is not one of euclidean, correlation")
    square = pairwise_distances(data["expression"], metric=metric)
    return squareform(square, checks=False)
