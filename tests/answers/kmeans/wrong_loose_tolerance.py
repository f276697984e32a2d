import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    if not 1 <= k <= len(X):
        raise ValueError(f"k = {k}")
    rng = np.random.default_rng(seed)
    different = np.unique(X, axis=0)
    best = None
    for _ in range(n_init):
        C = different[rng.choice(len(different), k, replace=False)]
        before = np.inf
        for _ in range(max_iter):
            labels = ((X[:, None] - C) ** 2).sum(2).argmin(1)
            C = np.array(
                [X[labels == j].mean(0) if (labels == j).any() else C[j] for j in range(k)]
            )
            inertia = ((X - C[labels]) ** 2).sum()
            if before - inertia < 0.1 * inertia:
                break
            before = inertia
        if best is None or inertia < best[2]:
            best = (labels, C, inertia)
    return best
