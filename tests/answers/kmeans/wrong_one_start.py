import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(k)
    rng = np.random.default_rng(seed)
    different = np.unique(X, axis=0)
    C = different[rng.choice(len(different), k, replace=False)]
    for _ in range(max_iter):
        labels = ((X[:, None] - C) ** 2).sum(2).argmin(1)
        new = np.array([X[labels == j].mean(0) if (labels == j).any() else C[j] for j in range(k)])
        if (new == C).all():
            break
        C = new
    return labels, C, ((X - C[labels]) ** 2).sum()
