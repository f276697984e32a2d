from scipy.cluster.hierarchy import cut_tree, linkage

def cluster_rows(data, n_clusters, method="ward"):
    return cut_tree(linkage(data["expression"], method), n_clusters) + 1
