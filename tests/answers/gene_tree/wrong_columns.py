from scipy.cluster.hierarchy import linkage


def gene_tree(values):
    return linkage(values.T, method="ward")
