import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    if x.min() < 0:
        raise ValueError("negative")
    rng = np.random.default_rng(seed)
    w, h = rng.random((x.shape[0], k)), rng.random((k, x.shape[1]))
    errors = [np.linalg.norm(x)]
    for i in range(n_iter + 1):
        errors.append(np.linalg.norm(x - w @ h))
        h = h * (w.T @ x) / (w.T @ w @ h + 1e-12)
        w = w * (x @ h.T) / (w @ h @ h.T + 1e-12)
    return w, h, np.array(errors)
