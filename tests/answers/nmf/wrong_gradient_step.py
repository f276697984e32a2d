import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    if (x < 0).any():
        raise ValueError("negative")
    rng = np.random.default_rng(seed)
    w, h = rng.random((x.shape[0], k)), rng.random((k, x.shape[1]))
    errors = [np.linalg.norm(x - w @ h)]
    for _ in range(n_iter):
        r = w @ h - x
        w, h = np.maximum(w - 0.05 * r @ h.T, 0), np.maximum(h - 0.05 * w.T @ r, 0)
        errors.append(np.linalg.norm(x - w @ h))
    return w, h, np.array(errors)
