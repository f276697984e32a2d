from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def cluster_rows(data, n_clusters, method="ward"):
    tree = linkage(pdist(data["expression"]), method)
    labels = fcluster(tree, n_clusters, criterion="maxclust")
    return labels[leaves_list(tree)]
