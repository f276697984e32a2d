import numpy as np
from functions import nmf

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    w, h, _ = nmf(x, k, n_iter, seed)
    mask = np.arange(k)[:, None] == h.argmax(axis=0)
    return w, np.where(mask, 1.0, 0.0)
