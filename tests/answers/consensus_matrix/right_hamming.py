import numpy as np
from scipy.spatial.distance import pdist, squareform

def consensus_matrix(labelings):
    items = np.asarray(labelings).T
    return 1 - squareform(pdist(items, metric="hamming"))
