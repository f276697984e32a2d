import numpy as np
from functions import assign_programs, nmf, normalise_programs

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    w, h, _ = nmf(x, k, n_iter, seed)
    w, h = normalise_programs(w, h)
    for _ in range(20):
        program = assign_programs(h)
        h = np.zeros_like(h)
        for j in range(k):
            mine = np.flatnonzero(program == j)
            if len(mine):
                u, s, v = np.linalg.svd(x[:, mine], full_matrices=False)
                h[j, mine] = np.abs(v[0]) * s[0]
        w = x @ h.T / np.maximum((h ** 2).sum(axis=1), 1e-12)
        norms = np.linalg.norm(w, axis=0) + 1e-12
        h = (w / norms).T @ x
    alone = np.where(np.arange(k)[:, None] == program, h, 0)
    return np.array([[row @ a / (a @ a) for a in alone] for row in x]), alone
