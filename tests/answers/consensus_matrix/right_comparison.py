import numpy as np

def consensus_matrix(labelings):
    L = np.array(labelings)
    return (L[:, :, None] == L[:, None, :]).mean(axis=0)
