import numpy as np

def design_matrix(groups):
    levels, codes = np.unique(np.asarray(groups), return_inverse=True)
    return np.eye(len(levels))[codes]
