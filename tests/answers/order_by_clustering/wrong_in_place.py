from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def parts(data, r, c):
    return {"expression": data["expression"][np.ix_(r, c)], "genes": data["genes"].iloc[r].copy(), "samples": data["samples"].iloc[c].copy()}

def order_by_clustering(data, method="ward"):
    X = data["expression"]
    new = parts(data, leaves_list(linkage(pdist(X), method)), leaves_list(linkage(pdist(X.T), method)))
    data.update(new)
    return data
