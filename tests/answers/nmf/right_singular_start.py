import numpy as np

def nmf(x, k, n_iter=500, seed=0):
    """NNDSVD start, which needs no random numbers, and updates with the error from traces."""
    if x.size and x.min() < 0:
        raise ValueError(f"found the negative value {x.min():.3g}")
    u, s, v = np.linalg.svd(x, full_matrices=False)
    w = np.zeros((x.shape[0], k)); h = np.zeros((k, x.shape[1]))
    for j in range(k):
        up, un = np.maximum(u[:, j], 0), np.maximum(-u[:, j], 0)
        vp, vn = np.maximum(v[j], 0), np.maximum(-v[j], 0)
        if np.linalg.norm(up) * np.linalg.norm(vp) < np.linalg.norm(un) * np.linalg.norm(vn):
            up, vp = un, vn
        w[:, j] = np.sqrt(s[j]) * up; h[j] = np.sqrt(s[j]) * vp
    w[w == 0] = x.mean() / 10; h[h == 0] = x.mean() / 10
    total = np.sum(x * x)
    def error():
        return np.sqrt(max(total - 2 * np.sum((w.T @ x) * h) + np.sum((w.T @ w) * (h @ h.T)), 0))
    errors = np.empty(n_iter + 1); errors[0] = error()
    for i in range(n_iter):
        h *= (w.T @ x) / np.maximum(w.T @ w @ h, 1e-12)
        w *= (x @ h.T) / np.maximum(w @ (h @ h.T), 1e-12)
        errors[i + 1] = error()
    return w, h, errors
