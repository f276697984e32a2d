import numpy as np

def _lloyd(p, k, rng):
    best, best_err = None, np.inf
    for _ in range(20):
        c = p[rng.choice(len(p), k, replace=False)]
        for _ in range(100):
            d = ((p[:, None] - c[None]) ** 2).sum(-1)
            lab = d.argmin(1)
            new = np.array([p[lab == j].mean(0) if (lab == j).any() else p[rng.integers(len(p))] for j in range(k)])
            if np.allclose(new, c):
                break
            c = new
        err = d.min(1).sum()
        if err < best_err:
            best, best_err = lab, err
    return best

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    rng = np.random.default_rng(seed)
    e = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
    r = 1 - np.corrcoef(x)
    n = len(x)
    cons = np.zeros((n, n))
    for dist in (e, r):
        centred = dist - dist.mean(0)
        u, s, vt = np.linalg.svd(centred)
        for d in n_eigenvectors:
            lab = _lloyd(u[:, :d] * s[:d], n_clusters, rng)
            cons += np.equal.outer(lab, lab)
    cons /= cons.max()
    return _lloyd(cons, n_clusters, rng)
