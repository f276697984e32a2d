from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def cluster_rows(data, n_clusters, method="ward"):
    labels = fcluster(linkage(pdist(data["expression"]), method), n_clusters, criterion="maxclust")
    print(labels)
