import numpy as np

def consensus_matrix(labelings):
    L = np.asarray(labelings)
    same = (L[:, :, None] == L[:, None, :]) & (L[:, :, None] > 0)
    return same.mean(axis=0)
