import numpy as np
from functions import nmf, normalise_programs

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    w, h = normalise_programs(*nmf(x, k, n_iter, seed)[:2])
    return w, np.where(h > 0.05, h, 0)
