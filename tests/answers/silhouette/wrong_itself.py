import numpy as np


def silhouette(dist_matrix, labels):
    s = []
    for i in range(len(labels)):
        a = dist_matrix[i, labels == labels[i]].mean()
        b = min(dist_matrix[i, labels == c].mean() for c in set(labels) if c != labels[i])
        s.append((b - a) / max(a, b) if (labels == labels[i]).sum() > 1 else 0)
    return np.mean(s)
