import numpy as np

def normalise_programs(w, h):
    s = np.linalg.norm(h, axis=1) + 1e-3
    w, h = w * s, h / s[:, None]
    o = np.argsort(-np.linalg.norm(w, axis=0))
    return w[:, o], h[o]
