import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.linalg import eigh
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import pairwise_distances

def sc3_consensus(x, n_clusters, n_eigenvectors, seed=0):
    rng = np.random.default_rng(seed)
    votes = []
    for metric in ["euclidean", "correlation"]:
        d = pairwise_distances(x, metric=metric)
        a = np.exp(-d / d.max())
        root = np.diag(1 / np.sqrt(a.sum(axis=1)))
        lap = np.eye(len(a)) - root @ a @ root
        _, vectors = eigh(lap)
        for number in n_eigenvectors:
            runs = []
            for _ in range(10):
                centres, lab = kmeans2(vectors[:, :number], n_clusters, minit="++", seed=rng)
                runs.append((((vectors[:, :number] - centres[lab]) ** 2).sum(), lab))
            best = min(runs, key=lambda r: r[0])[1]
            votes.append(best)
    votes = np.array(votes)
    share = (votes[:, :, None] == votes[:, None, :]).mean(0)
    return AgglomerativeClustering(n_clusters, metric="precomputed", linkage="average").fit_predict(1 - share)
