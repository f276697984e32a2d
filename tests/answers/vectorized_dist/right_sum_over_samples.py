import numpy as np


def vectorized_dist(data, metric="euclidean"):
    x = data["expression"]
    if metric == "correlation":
        x = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True) / np.sqrt(x.shape[1])
    elif metric != "euclidean":
        raise ValueError(f"metric {metric!r}")
    squared = np.zeros((len(x), len(x)))
    for sample in x.T:
        squared += np.subtract.outer(sample, sample) ** 2
    squared = squared[np.triu_indices(len(x), 1)]
    return np.sqrt(squared) if metric == "euclidean" else squared / 2
