import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    X = data["expression"]
    n = len(X)
    if k < 1 or k > n:
        raise ValueError(f"k={k} is not between 1 and {n}")
    rng = np.random.default_rng(seed)
    best_inertia = np.inf
    for start in range(n_init):
        C = X[rng.choice(n, k, replace=False)].copy()
        labels = np.zeros(n, dtype=int) - 1
        for it in range(max_iter):
            D = np.sqrt(((X[:, np.newaxis] - C) ** 2).sum(axis=2))
            new = np.argmin(D, axis=1)
            counts = np.bincount(new, minlength=k)
            nearest = D[np.arange(n), new]
            for j in np.where(counts == 0)[0]:
                i = np.argmax(nearest * (counts[new] > 1))
                counts[new[i]] -= 1
                new[i] = j
                counts[j] = 1
                nearest[i] = 0
            if np.array_equal(new, labels):
                break
            labels = new
            for j in range(k):
                C[j] = X[labels == j].mean(axis=0)
        inertia = ((X - C[labels]) ** 2).sum()
        if inertia < best_inertia:
            best_inertia, best_labels, best_C = inertia, labels, C
    return best_labels, best_C, best_inertia
