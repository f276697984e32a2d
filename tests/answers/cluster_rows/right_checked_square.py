import numpy as np
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

def cluster_rows(data, n_clusters, method="ward", plot=False):
    X = np.array(data["expression"], dtype=float)
    D = np.sqrt(((X[:, None, :] - X[None, :, :]) ** 2).sum(axis=-1))
    tree = hierarchy.linkage(squareform(D, checks=False), method)
    labels = hierarchy.fcluster(tree, n_clusters, criterion="maxclust")
    print("sizes:", np.bincount(labels)[1:])
    return labels
