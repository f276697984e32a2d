import numpy as np

def consensus_matrix(labelings):
    L = np.asarray(labelings).T
    return (L[:, :, None] == L[:, None, :]).mean(axis=0)
