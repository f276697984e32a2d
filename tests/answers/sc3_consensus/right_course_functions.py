import numpy as np
import pandas as pd
from functions import consensus_matrix, from_pd, kmeans
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist

def double_centre(d):
    d2 = d ** 2
    return -0.5 * (d2 - d2.mean(0) - d2.mean(1)[:, None] + d2.mean())

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    numbers = [n_eigenvectors] if isinstance(n_eigenvectors, int) else n_eigenvectors
    runs = []
    for metric in ("euclidean", "correlation"):
        values, vectors = np.linalg.eigh(double_centre(cdist(x, x, metric)))
        order = np.argsort(-values)
        points = vectors[:, order] * np.sqrt(np.maximum(values[order], 0))
        for d in numbers:
            data = from_pd(pd.DataFrame(points[:, :d]))
            labels, _, _ = kmeans(data, n_clusters, seed=seed)
            runs.append(labels)
    tree = linkage(consensus_matrix(runs), method="complete")
    return pd.Series(fcluster(tree, t=n_clusters, criterion="maxclust") - 1)
