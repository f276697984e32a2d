import numpy as np
from scipy.sparse import csc_matrix
from scipy.spatial import cKDTree

def neighbour_graph(x, k=15):
    n = x.shape[0]
    _, idx = cKDTree(x).query(x, k=k + 1)
    A = csc_matrix((np.ones(n * k), (np.repeat(range(n), k), idx[:, 1:].ravel())), shape=(n, n))
    A = A + A.T
    A.data[:] = 1
    return A
