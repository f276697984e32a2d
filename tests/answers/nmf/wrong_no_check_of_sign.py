import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    rng = np.random.default_rng(seed)
    w, h = rng.random((x.shape[0], k)), rng.random((k, x.shape[1]))
    errors = [np.linalg.norm(x - w @ h)]
    for _ in range(n_iter):
        h = h * (w.T @ x) / (w.T @ w @ h + 1e-12)
        w = w * (x @ h.T) / (w @ h @ h.T + 1e-12)
        errors.append(np.linalg.norm(x - w @ h))
    return w, h, np.array(errors)
