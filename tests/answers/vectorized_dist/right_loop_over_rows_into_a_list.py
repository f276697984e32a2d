import numpy as np


def vectorized_dist(data, metric="euclidean"):
    if metric not in ["euclidean", "correlation"]:
        raise ValueError("metric: " + str(metric))
    x, out = data["expression"], []
    for i, row in enumerate(x):
        rest = x[i + 1 :]
        if metric == "euclidean":
            out.extend(np.linalg.norm(rest - row, axis=1))
        else:
            a, b = row - row.mean(), rest - rest.mean(axis=1, keepdims=True)
            out.extend(1 - (b * a).sum(axis=1) / np.sqrt((a**2).sum() * (b**2).sum(axis=1)))
    return out
