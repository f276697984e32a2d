import numpy as np
from scipy.sparse import lil_matrix

def neighbour_graph(x, k=15):
    n = len(x)
    A = lil_matrix((n, n))
    for i in range(n):
        distance = np.sqrt(((x - x[i]) ** 2).sum(axis=1))
        order = [j for j in np.argsort(distance) if j != i]
        for j in order[:k]:
            A[i, j] = A[j, i] = 1
    return A
