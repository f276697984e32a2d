import numpy as np


def silhouette(dist_matrix, labels):
    s = np.zeros(len(labels))
    for i in range(len(labels)):
        same = labels == labels[i]
        if same.sum() > 1:
            a = dist_matrix[i, same].sum() / (same.sum() - 1)
            b = dist_matrix[i, ~same].mean()
            s[i] = (b - a) / max(a, b)
    return s.mean()
