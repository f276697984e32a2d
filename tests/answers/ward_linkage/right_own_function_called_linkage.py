import numpy as np
from scipy.cluster.hierarchy import linkage as scipy_linkage
from scipy.spatial.distance import pdist, squareform

def linkage(d2, n):
    size, number = np.ones(n), np.arange(n)
    np.fill_diagonal(d2, np.inf)
    Z = np.zeros((n - 1, 4))
    for k in range(n - 1):
        i, j = np.unravel_index(np.argmin(d2), d2.shape)
        Z[k] = [min(number[i], number[j]), max(number[i], number[j]), np.sqrt(d2[i, j]), size[i] + size[j]]
        d2[i] = ((size[i] + size) * d2[i] + (size[j] + size) * d2[j] - size * d2[i, j]) / (size[i] + size[j] + size)
        d2[:, i] = d2[i]
        d2[i, i] = np.inf
        d2[j, :] = d2[:, j] = np.inf
        size[i], number[i] = size[i] + size[j], n + k
    return Z

def ward_linkage(points):
    return linkage(squareform(pdist(points, "sqeuclidean")), len(points))

# to compare with: scipy_linkage(points, "ward")
