import numpy as np


def silhouette(dist_matrix, labels):
    names, codes = np.unique(labels, return_inverse=True)
    H = np.eye(len(names))[codes]
    sizes = H.sum(0)
    S = dist_matrix @ H
    own = H.astype(bool)
    n_own = sizes[codes]
    with np.errstate(invalid="ignore", divide="ignore"):
        a = S[own] / (n_own - 1)
        b = np.where(own, np.inf, S / sizes).min(1)
        s = (b - a) / np.maximum(a, b)
    s[n_own == 1] = 0
    return np.mean(s)
