import numpy as np
from scipy.cluster.hierarchy import linkage

def leaves(node, tree, n):
    if node < n:
        return [int(node)]
    left, right = tree[int(node) - n, :2]
    return leaves(left, tree, n) + leaves(right, tree, n)

def order_by_clustering(data, method="ward"):
    X = np.asarray(data["expression"], float)
    def order(m):
        tree = linkage(m, method)
        return leaves(2 * len(m) - 2, tree, len(m))
    i, j = order(X), order(X.T)
    return {"expression": X[np.ix_(i, j)], "genes": data["genes"].copy().iloc[i], "samples": data["samples"].copy().iloc[j]}
