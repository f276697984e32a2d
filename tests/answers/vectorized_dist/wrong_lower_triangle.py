import numpy as np
from scipy.spatial.distance import pdist
from scipy.spatial.distance import squareform


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    square = squareform(pdist(data["expression"], metric))
    return square[np.tril_indices(len(square), -1)]
