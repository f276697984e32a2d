from scipy.cluster.hierarchy import cut_tree, linkage

def cluster_rows(data, n_clusters, method="ward"):
    tree = linkage(data["expression"], method, metric="euclidean")
    return cut_tree(tree, n_clusters=n_clusters).ravel() + 1
