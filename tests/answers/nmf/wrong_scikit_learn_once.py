import numpy as np
from sklearn.decomposition import NMF

def nmf(x, k, n_iter=500, seed=0):
    if (x < 0).any():
        raise ValueError("negative")
    model = NMF(k, init="random", max_iter=n_iter, random_state=seed)
    w = model.fit_transform(x)
    return w, model.components_, np.linspace(np.linalg.norm(x), model.reconstruction_err_, n_iter + 1)
