from scipy.cluster.hierarchy import linkage, fcluster
from scipy.spatial.distance import pdist

def cluster_rows(data, n_clusters, method="ward"):
    Z = linkage(pdist(data["expression"]), method=method)
    return fcluster(Z, t=n_clusters, criterion="maxclust")
