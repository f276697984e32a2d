import numpy as np


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    x = np.array(data["expression"], dtype=float)
    if k < 1 or k > x.shape[0]:
        raise ValueError("number of clusters out of range: %d" % k)
    rng = np.random.default_rng(seed)
    runs = [single_run(x, k, max_iter, rng) for _ in range(n_init)]
    return sorted(runs, key=lambda run: run[-1])[0]


def squared(x, centres):
    return ((x[:, None, :] - centres[None]) ** 2).sum(-1)


def single_run(x, k, max_iter, rng):
    centres = x[[rng.integers(len(x))]]
    while len(centres) < k:
        weight = squared(x, centres).min(axis=1)
        weight = weight / weight.sum() if weight.sum() > 0 else None
        centres = np.vstack([centres, x[rng.choice(len(x), p=weight)]])
    for _ in range(max_iter):
        d = squared(x, centres)
        labels = d.argmin(axis=1)
        moved = np.array(
            [
                x[labels == j].mean(axis=0) if np.any(labels == j) else x[d.min(axis=1).argmax()]
                for j in range(k)
            ]
        )
        if np.allclose(moved, centres, rtol=0, atol=1e-12):
            break
        centres = moved
    return labels, centres, squared(x, centres).min(axis=1).sum()
