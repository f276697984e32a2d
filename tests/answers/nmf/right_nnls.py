import numpy as np
from scipy.optimize import nnls

def nmf(x, k, n_iter=500, seed=0):
    if (x < 0).any():
        raise ValueError("negative value in x")
    rng = np.random.default_rng(seed)
    w = rng.uniform(0.1, 1, (len(x), k)); h = rng.uniform(0.1, 1, (k, x.shape[1]))
    errors = [float(np.sqrt(np.sum((x - w @ h) ** 2)))]
    for _ in range(n_iter):
        if len(errors) > 3 and errors[-3] - errors[-1] <= 1e-7 * errors[-1]:
            errors.append(errors[-1])
            continue
        new_h = np.column_stack([nnls(w, x[:, j])[0] for j in range(x.shape[1])])
        new_w = np.array([nnls(new_h.T, row)[0] for row in x])
        w, h = new_w, new_h
        errors.append(float(np.sqrt(np.sum((x - w @ h) ** 2))))
    return w, h, errors
