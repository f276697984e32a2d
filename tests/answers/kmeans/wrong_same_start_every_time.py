import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(f"k = {k}")
    best = None
    for start in range(n_init):
        rng = np.random.default_rng(seed)
        C = np.unique(X, axis=0)
        C = C[rng.choice(len(C), k, replace=False)]
        for _ in range(max_iter):
            labels = ((X[:, None] - C) ** 2).sum(2).argmin(1)
            new = np.array(
                [X[labels == j].mean(0) if (labels == j).any() else C[j] for j in range(k)]
            )
            if (new == C).all():
                break
            C = new
        inertia = ((X - C[labels]) ** 2).sum()
        if best is None or inertia < best[2]:
            best = (labels, C, inertia)
    return best
