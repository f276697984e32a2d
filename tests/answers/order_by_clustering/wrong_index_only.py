from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


def order_by_clustering(data, method="ward"):
    # the names move, the columns of the tables do not
    X = data["expression"]
    r, c = leaves_list(linkage(pdist(X), method)), leaves_list(linkage(pdist(X.T), method))
    genes, samples = data["genes"].copy(), data["samples"].copy()
    genes.index, samples.index = genes.index[r], samples.index[c]
    return {"expression": X[np.ix_(r, c)], "genes": genes, "samples": samples}
