import numpy as np

def normalise_programs(w, h):
    s = np.linalg.norm(h, axis=1)
    s = np.where(s == 0, 1, s)
    w, h = w * s, h / s[:, None]
    rank = np.argsort(np.argsort(-np.linalg.norm(w, axis=0)))
    return w[:, rank], h[rank]
