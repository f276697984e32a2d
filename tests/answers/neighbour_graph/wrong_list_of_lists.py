import numpy as np
from scipy.spatial.distance import cdist

def neighbour_graph(x, k=15):
    return np.argsort(cdist(x, x), axis=1)[:, 1 : k + 1].tolist()
