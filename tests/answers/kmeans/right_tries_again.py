import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    """A start that loses a cluster is given up, and another one drawn."""
    X = data["expression"]
    if k <= 0 or k > len(X):
        raise ValueError(f"{k} clusters of {len(X)} genes?")
    rng = np.random.default_rng(seed)
    best = (None, None, float("inf"))
    done, tries = 0, 0
    while done < n_init and tries < 10_000 * n_init:
        tries += 1
        C = X[rng.permutation(len(X))[:k]]
        old = None
        for _ in range(max_iter):
            labels = ((X[:, None] - C) ** 2).sum(2).argmin(1)
            if len(np.unique(labels)) < k:
                break
            C = np.array([X[labels == c].mean(0) for c in range(k)])
            if old is not None and (old == labels).all():
                break
            old = labels
        if len(np.unique(labels)) < k:
            continue
        done += 1
        inertia = ((X - C[labels]) ** 2).sum()
        if inertia < best[2]:
            best = (labels, C, inertia)
    return best
