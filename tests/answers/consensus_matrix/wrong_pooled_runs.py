import numpy as np

def consensus_matrix(labelings):
    L = np.asarray(labelings)
    n = L.shape[1]
    members = np.array([(L == c).sum(axis=0) for c in np.unique(L)]) / len(L)
    return members.T @ members
