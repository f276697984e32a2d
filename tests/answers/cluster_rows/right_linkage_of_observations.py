import scipy.cluster.hierarchy as sch

def cluster_rows(data, n_clusters, method="ward"):
    # the matrix itself: linkage measures the Euclidean distances
    return sch.fcluster(sch.linkage(data["expression"], method), n_clusters, "maxclust")
