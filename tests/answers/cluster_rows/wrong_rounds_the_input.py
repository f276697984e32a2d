from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def cluster_rows(data, n_clusters, method="ward"):
    X = data["expression"]
    X -= X.min()
    return fcluster(linkage(pdist(X), method), n_clusters, criterion="maxclust")
