import numpy as np


def silhouette(dist_matrix, labels):
    s = np.zeros(len(labels))
    for i in range(len(labels)):
        same = labels == labels[i]
        if same.sum() > 1:
            a = dist_matrix[i, same].sum() / (same.sum() - 1)
            k = len(set(labels))
            b = min(dist_matrix[i, labels == c].mean() for c in range(k) if c != labels[i])
            s[i] = (b - a) / max(a, b)
    return s.mean()
