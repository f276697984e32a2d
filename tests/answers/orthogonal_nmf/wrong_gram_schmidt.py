import numpy as np
from functions import nmf

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    w, h, _ = nmf(x, k, n_iter, seed)
    q, r = np.linalg.qr(h.T)
    return np.abs(x @ q), np.abs(q.T)
