import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

def order_by_clustering(data, method="ward"):
    X = data["expression"]
    r = leaves_list(linkage(pdist(X), method))
    c = leaves_list(linkage(pdist(X.T), method))
    return dict(expression=X[r][:, c], genes=data["genes"].iloc[r].copy(), samples=data["samples"].iloc[c].copy())
