import numpy as np
from sklearn.preprocessing import normalize

def normalise_programs(w, h):
    new, norms = normalize(h, return_norm=True)
    w = w * np.where(norms == 0, 1, norms)
    i = np.argsort(-np.einsum("ij,ij->j", w, w))
    return np.take(w, i, axis=1), np.take(new, i, axis=0)
