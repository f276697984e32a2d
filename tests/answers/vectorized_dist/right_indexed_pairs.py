import numpy as np
import pandas as pd


def vectorized_dist(data, metric="euclidean"):
    x = data["expression"]
    first, second = np.triu_indices(len(x), 1)
    if metric == "euclidean":
        return pd.Series(np.sqrt(((x[first] - x[second]) ** 2).sum(axis=1)))
    if metric == "correlation":
        r = pd.DataFrame(x.T).corr().to_numpy()
        return pd.Series(1 - r[first, second])
    raise ValueError(f"metric should be euclidean or correlation, not {metric}")
