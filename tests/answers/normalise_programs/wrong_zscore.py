import numpy as np

def normalise_programs(w, h):
    h2 = (h - h.mean(axis=1, keepdims=True)) / h.std(axis=1, keepdims=True)
    order = np.argsort(-np.linalg.norm(w, axis=0))
    return w[:, order], h2[order]
