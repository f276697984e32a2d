import numpy as np


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    def of(some_labels, c):
        members = np.flatnonzero(some_labels == c)
        return dist_matrix[np.ix_(members, members)].sum() / k

    after = labels.copy()
    after[gene] = new_cluster
    touched = (labels[gene], new_cluster)
    return sum(of(after, c) for c in touched) - sum(of(labels, c) for c in touched)
