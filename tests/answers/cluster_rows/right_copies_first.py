import copy
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

def cluster_rows(data, n_clusters, method="ward"):
    data = copy.deepcopy(data)
    data["genes"]["cluster"] = fcluster(
        linkage(pdist(data["expression"], metric="euclidean"), method=method), n_clusters, criterion="maxclust")
    return data["genes"]["cluster"].values
