from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def cluster_rows(data, n_clusters, method="ward"):
    # right clusters, but labelled by their node in the tree
    n = len(data["expression"])
    tree = linkage(pdist(data["expression"]), method)
    label = np.arange(n)
    for step in range(n - n_clusters):
        a, b = tree[step, :2]
        label[(label == a) | (label == b)] = n + step
    return label
