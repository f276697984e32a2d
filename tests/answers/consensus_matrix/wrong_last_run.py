import numpy as np

def consensus_matrix(labelings):
    for run in np.asarray(labelings):
        together = (run[:, None] == run).astype(float)
    return together
