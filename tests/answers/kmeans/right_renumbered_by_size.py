import numpy as np
from scipy.spatial.distance import cdist


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    x = data["expression"].astype(float)
    if not 1 <= k <= len(x):
        raise ValueError(f"k={k}")
    rng = np.random.default_rng(seed)
    choices = np.unique(x, axis=0)
    if len(choices) < k:
        choices = x
    best = np.inf
    for _ in range(n_init):
        centres = rng.permutation(choices)[:k]
        for _ in range(max_iter):
            distance = cdist(x, centres)
            groups = distance.argmin(1)
            new = centres.copy()
            for c in range(k):
                if np.any(groups == c):
                    new[c] = x[groups == c].mean(0)
                else:
                    new[c] = x[distance.min(1).argmax()]
            if (new == centres).all():
                break
            centres = new
        total = (cdist(x, centres).min(1) ** 2).sum()
        if total < best:
            best, result = total, (groups, centres)
    groups, centres = result
    order = np.argsort(-np.bincount(groups, minlength=k), kind="stable")
    return np.argsort(order)[groups], centres[order], best
