import numpy as np

def consensus_matrix(labelings):
    L = np.asarray(labelings, float)
    return L.T @ L / len(L)
