import numpy as np


def silhouette(dist_matrix, labels, verbose=False):
    D = np.asarray(dist_matrix, dtype=float)
    labels = np.asarray(labels)
    values = []
    for i in range(D.shape[0]):
        same = labels == labels[i]
        same[i] = False
        if same.sum() == 0:
            values.append(0)
        else:
            a = np.mean(D[i, same])
            b = min(np.mean(D[i, labels == c]) for c in np.unique(labels) if c != labels[i])
            values.append(1 - a / b if a < b else b / a - 1)
    return np.float32(np.mean(values)) if verbose else np.array(np.mean(values))
