import numpy as np

def normalise_programs(w, h):
    d = np.sqrt(np.diag(h @ h.T))
    d[d == 0] = 1
    w, h = w @ np.diag(d), np.linalg.inv(np.diag(d)) @ h
    p = np.eye(len(d))[:, np.argsort(-(w ** 2).sum(0))]
    return w @ p, p.T @ h
