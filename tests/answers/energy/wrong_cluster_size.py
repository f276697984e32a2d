import numpy as np


def energy(labels, dist_matrix, k):
    total = 0
    for c in range(k):
        members = np.where(labels == c)[0]
        if len(members):
            total += dist_matrix[np.ix_(members, members)].sum() / len(members)
    return total / k
