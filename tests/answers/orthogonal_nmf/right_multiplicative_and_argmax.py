import numpy as np

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    """The updates of D-SPIN; then every gene in one program, refitted by power iterations."""
    rng = np.random.default_rng(seed)
    runs = []
    for _ in range(5):
        a, s = rng.random((x.shape[0], k)), rng.random((k, x.shape[1]))
        for _ in range(n_iter):
            a *= (x @ s.T) / (a @ s @ s.T + 1e-12)
            s *= (a.T @ x) / (s @ x.T @ a @ s + 1e-12)
        s /= np.linalg.norm(s, axis=1, keepdims=True)
        s = s * (s == s.max(axis=0))
        for _ in range(50):
            a = x @ s.T
            s = (a.T @ x) * (s > 0)
            s /= np.linalg.norm(s, axis=1, keepdims=True)
        a = x @ s.T
        runs.append((np.linalg.norm(x - a @ s), a, s))
    _, a, s = min(runs, key=lambda run: run[0])
    return a, s
