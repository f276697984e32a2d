import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist, squareform
from sklearn.cluster import KMeans

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    numbers = n_eigenvectors if np.iterable(n_eigenvectors) else [n_eigenvectors]
    np.random.seed(seed)
    runs = []
    for distances in [cdist(x, x), 1 - np.corrcoef(x)]:
        scaled = (distances - distances.mean(axis=0)) / distances.std(axis=0)
        vectors = np.linalg.eigh(scaled.T @ scaled)[1][:, ::-1]
        for d in numbers:
            runs.append(KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(vectors[:, :d]))
    runs = np.array(runs)
    share = (runs[:, :, None] == runs[:, None, :]).mean(axis=0)
    tree = linkage(squareform(1 - share, checks=False), "complete")
    return fcluster(tree, n_clusters, "maxclust")
