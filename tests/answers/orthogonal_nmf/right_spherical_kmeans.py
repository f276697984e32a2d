import numpy as np
from sklearn.cluster import KMeans

def orthogonal_nmf(x, k, n_iter=300, seed=0):
    size = np.linalg.norm(x, axis=0)
    unit = x / np.where(size > 0, size, 1)
    labels = KMeans(k, n_init=20, random_state=seed).fit_predict(unit.T)
    w, h = np.zeros((len(x), k)), np.zeros((k, x.shape[1]))
    for j in range(k):
        block = x[:, labels == j]
        direction = block.sum(axis=1)
        for _ in range(n_iter):
            direction = block @ (block.T @ direction)
            direction /= np.linalg.norm(direction)
        w[:, j] = direction
        h[j, labels == j] = direction @ block
    return w, h
