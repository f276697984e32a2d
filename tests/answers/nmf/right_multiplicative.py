import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    if np.any(x < 0):
        raise ValueError(f"x has a negative value: {x.min()}")
    rng = np.random.default_rng(seed)
    n, m = x.shape
    w = rng.random((n, k))
    h = rng.random((k, m))
    errors = [np.linalg.norm(x - w @ h)]
    for i in range(n_iter):
        w *= (x @ h.T) / (w @ h @ h.T + 1e-10)
        h *= (w.T @ x) / (w.T @ w @ h + 1e-10)
        errors.append(np.linalg.norm(x - w @ h))
    return w, h, np.array(errors)
