from scipy.cluster.hierarchy import ward
from scipy.spatial.distance import cdist, squareform


def gene_tree(values):
    return ward(squareform(cdist(values, values), checks=False))
