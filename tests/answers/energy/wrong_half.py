from itertools import combinations


def energy(labels, dist_matrix, k):
    pairs = combinations(range(len(labels)), 2)
    return sum(dist_matrix[i, j] for i, j in pairs if labels[i] == labels[j]) / k
