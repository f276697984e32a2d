import numpy as np
from scipy.linalg import sqrtm
from functions import nmf

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    w, h, _ = nmf(x, k, n_iter, seed)
    h = np.real(np.linalg.inv(sqrtm(h @ h.T))) @ h
    return x @ h.T, h
