import numpy as np

def one_run(x, k, n_iter, rng):
    w = rng.exponential(size=(x.shape[0], k))
    h = rng.exponential(size=(k, x.shape[1]))
    w *= (x * (w @ h)).sum() / ((w @ h) ** 2).sum()
    errors = [np.linalg.norm(x - w @ h)]
    for _ in range(n_iter):
        h = h * np.divide(w.T @ x, w.T @ w @ h, out=np.zeros_like(h), where=(w.T @ w @ h) > 0)
        w = w * np.divide(x @ h.T, w @ (h @ h.T), out=np.zeros_like(w), where=(w @ (h @ h.T)) > 0)
        errors.append(np.linalg.norm(x - w @ h))
    return w, h, np.asarray(errors)

def nmf(x, k, n_iter=500, seed=0, n_starts=3):
    """The best of several random starts."""
    if not (np.asarray(x) >= 0).all():
        raise ValueError("NMF needs values of 0 or more")
    rng = np.random.default_rng(seed)
    return min((one_run(x, k, n_iter, rng) for _ in range(n_starts)), key=lambda run: run[2][-1])
