import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(f"k = {k}")
    rng = np.random.default_rng(seed)
    best = (None, None, np.inf)
    for _ in range(n_init):
        C = X[rng.choice(len(X), k, replace=False)]
        for _ in range(max_iter):
            labels = ((X[:, None] - C) ** 2).sum(2).argmin(1)
            new = np.array([X[labels == j].mean(0) for j in range(k)])
            if np.allclose(new, C):
                break
            C = new
        inertia = ((X - C[labels]) ** 2).sum()
        if not inertia > best[2]:
            best = (labels, C, inertia)
    return best
