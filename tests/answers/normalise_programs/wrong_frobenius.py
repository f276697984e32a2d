import numpy as np

def normalise_programs(w, h):
    s = np.linalg.norm(h)
    w, h = w * s, h / s
    o = np.argsort(-np.linalg.norm(w, axis=0))
    return w[:, o], h[o]
