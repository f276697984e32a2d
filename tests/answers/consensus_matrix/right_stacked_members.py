import numpy as np

def consensus_matrix(labelings):
    labelings = np.atleast_2d(labelings)
    members = np.hstack([labels[:, None] == np.unique(labels) for labels in labelings]).astype(np.float32)
    return members @ members.T / np.float32(len(labelings))
