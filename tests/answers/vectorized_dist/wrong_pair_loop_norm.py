import numpy as np


def vectorized_dist(data, metric="euclidean"):
    if metric not in ("euclidean", "correlation"):
        raise ValueError(metric)
    x = data["expression"]
    out = []
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            if metric == "euclidean":
                out.append(np.linalg.norm(x[i] - x[j]))
            else:
                out.append(1 - np.corrcoef(x[i], x[j])[0, 1])
    return np.array(out)
