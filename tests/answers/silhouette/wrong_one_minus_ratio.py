import numpy as np


def silhouette(dist_matrix, labels):
    s = np.zeros(len(labels))
    for i in range(len(labels)):
        same = labels == labels[i]
        if same.sum() > 1:
            a = dist_matrix[i, same].sum() / (same.sum() - 1)
            b = min(dist_matrix[i, labels == c].mean() for c in set(labels) if c != labels[i])
            s[i] = 1 - a / b
    return s.mean()
