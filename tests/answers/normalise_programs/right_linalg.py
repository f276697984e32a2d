import numpy as np

def normalise_programs(w, h):
    norms = np.linalg.norm(h, axis=1)
    safe = np.where(norms > 0, norms, 1.0)
    w2 = w * safe
    h2 = h / safe[:, np.newaxis]
    order = np.argsort(np.linalg.norm(w2, axis=0))[::-1]
    return w2[:, order], h2[order]
