import numpy as np
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    """n_eigenvectors: the largest number of dimensions."""
    labelings = []
    for metric in ("euclidean", "correlation"):
        distances = squareform(pdist(x, metric))
        scores = PCA(n_eigenvectors, svd_solver="full").fit_transform(distances)
        for d in range(max(1, n_eigenvectors - 2), n_eigenvectors + 1):
            labelings.append(KMeans(n_clusters, n_init=5, random_state=seed).fit(scores[:, :d]).labels_)
    consensus = np.mean([np.equal.outer(l, l) for l in labelings], axis=0)
    return cut_tree(linkage(consensus, "complete"), n_clusters).ravel().tolist()
