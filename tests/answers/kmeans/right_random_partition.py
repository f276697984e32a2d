import numpy as np
import pandas as pd


def kmeans(data, k, n_init=10, max_iter=300, seed=0, verbose=False):
    values = data["expression"]
    n_genes = len(values)
    if k < 1 or n_genes < k:
        raise ValueError(f"k has to be in [1, {n_genes}], got {k}")
    generator = np.random.default_rng(seed)
    results = []
    for run in range(n_init):
        labels = generator.permutation(np.arange(n_genes) % k)
        for step in range(max_iter):
            centroids = np.array([values[labels == j].mean(axis=0) for j in range(k)])
            squares = ((values[:, None] - centroids) ** 2).sum(2)
            new, own = squares.argmin(1), squares.min(1)
            for cluster in range(k):
                if (new == cluster).sum() == 0:
                    shared = np.bincount(new, minlength=k)[new] > 1
                    i = np.where(shared, own, -1).argmax()
                    new[i] = cluster
                    own[i] = 0
            if np.array_equal(new, labels):
                break
            labels = new
        inertia = float(((values - centroids[labels]) ** 2).sum())
        results.append((inertia, run, labels, centroids))
    inertia, _, labels, centroids = min(results, key=lambda result: result[0])
    return pd.Series(labels, index=data["genes"].index), pd.DataFrame(centroids), inertia
