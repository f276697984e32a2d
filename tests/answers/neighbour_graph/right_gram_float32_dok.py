import numpy as np
from scipy.sparse import dok_array

def neighbour_graph(x, k=15, dtype="float32"):
    c = x - x.mean(0)
    g = c @ c.T
    d2 = np.diag(g)[:, None] + np.diag(g) - 2 * g
    d2[np.diag_indices(len(x))] = np.inf
    near = np.argpartition(d2, k - 1, axis=1)[:, :k]
    dense = np.zeros(d2.shape, dtype=dtype)
    np.put_along_axis(dense, near, 1, axis=1)
    return dok_array(np.maximum(dense, dense.T))
