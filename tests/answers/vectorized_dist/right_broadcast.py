import numpy as np


def vectorized_dist(data, metric="euclidean"):
    x = data["expression"]
    upper = np.triu_indices(x.shape[0], k=1)
    if metric == "euclidean":
        difference = x[:, None, :] - x[None, :, :]
        return np.sqrt((difference**2).sum(axis=2))[upper]
    elif metric == "correlation":
        z = x - x.mean(axis=1, keepdims=True)
        z = z / np.sqrt((z**2).sum(axis=1, keepdims=True))
        return (1 - (z[:, None, :] * z[None, :, :]).sum(axis=2))[upper]
    else:
        raise ValueError(metric)
