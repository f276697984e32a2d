import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist, squareform
from sklearn.cluster import KMeans

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    n = len(x)
    together = np.zeros((n, n))
    runs = 0
    for distances in [cdist(x, x), 1 - np.corrcoef(x)]:
        scaled = (distances - distances.mean(axis=0)) / distances.std(axis=0, ddof=1)
        values, vectors = np.linalg.eigh(np.cov(scaled.T))
        vectors = vectors[:, np.argsort(values)[::-1]]
        for d in n_eigenvectors:
            labels = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(vectors[:, :d])
            together += labels[:, None] == labels[None, :]
            runs += 1
    tree = linkage(squareform(1 - together / runs, checks=False), "complete")
    return fcluster(tree, n_clusters, "maxclust")
