import numpy as np
from sklearn.cluster import KMeans
from scipy.stats import rankdata

def sc3_consensus(x, n_clusters, n_eigenvectors=(3, 4), seed=0):
    # also Spearman; one start of k-means each, KMeans on the consensus matrix as SC3s does
    ranks = np.apply_along_axis(rankdata, 1, x)
    views = [np.linalg.norm(x[:, None] - x, axis=2), 1 - np.corrcoef(x), 1 - np.corrcoef(ranks)]
    matrices = []
    for v in views:
        _, vec = np.linalg.eigh(np.corrcoef(v))
        for d in np.atleast_1d(n_eigenvectors):
            matrices.append(KMeans(n_clusters, random_state=seed).fit_predict(vec[:, -d:]))
    matrices = np.stack(matrices)
    consensus = sum(np.equal.outer(row, row).astype(float) for row in matrices) / len(matrices)
    return KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(consensus)
