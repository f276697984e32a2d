import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    x = np.asarray(x, dtype=float)
    if x.min() < 0:
        raise ValueError("x must not be negative")
    rng = np.random.default_rng(seed)
    scale = np.sqrt(x.mean() / k)
    w = np.abs(rng.normal(size=(x.shape[0], k))) * scale
    h = np.abs(rng.normal(size=(k, x.shape[1]))) * scale
    errors = np.zeros(n_iter + 1)
    errors[0] = np.linalg.norm(x - w @ h)
    for it in range(1, n_iter + 1):
        for factor, gram, target in ((w.T, h @ h.T, h @ x.T), (h, None, None)):
            if gram is None:
                gram, target = w.T @ w, w.T @ x
            for j in range(k):
                if gram[j, j] > 0:
                    factor[j] = np.maximum(0, factor[j] + (target[j] - gram[j] @ factor) / gram[j, j])
        errors[it] = np.linalg.norm(x - w @ h)
    return w, h, errors
