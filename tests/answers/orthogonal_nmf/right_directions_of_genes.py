import numpy as np

def fit(x, genes, k):
    h = np.zeros((k, x.shape[1]))
    for j in range(k):
        mine = genes == j
        if mine.any():
            u, s, v = np.linalg.svd(x[:, mine], full_matrices=False)
            h[j, mine] = np.abs(v[0])
    return x @ h.T, h

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    rng = np.random.default_rng(seed)
    best, best_error = None, np.inf
    for start in range(10):
        genes = np.concatenate([np.arange(k), rng.integers(0, k, x.shape[1] - k)])
        genes = rng.permutation(genes)
        for _ in range(n_iter):
            w, h = fit(x, genes, k)
            size = np.linalg.norm(w, axis=0)
            new = ((w / np.where(size > 0, size, 1)).T @ x).argmax(axis=0)
            if (new == genes).all():
                break
            genes = new
        w, h = fit(x, genes, k)
        error = np.linalg.norm(x - w @ h)
        if error < best_error:
            best, best_error = (w, h), error
    return best
