import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import pearsonr


def vectorized_dist(data, metric="euclidean"):
    if metric == "euclidean":
        return pdist(data["expression"])
    if metric != "correlation":
        raise ValueError(metric)
    x = data["expression"]
    return np.array([1 - pearsonr(x[i], x[j])[0] for i in range(len(x)) for j in range(i + 1, len(x))])
