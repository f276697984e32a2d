from itertools import combinations


def energy(labels, dist_matrix, k):
    clusters = {}
    for gene, label in enumerate(labels):
        clusters.setdefault(int(label), []).append(gene)
    pairs = [pair for genes in clusters.values() for pair in combinations(genes, 2)]
    return 2 * sum(float(dist_matrix[pair]) for pair in pairs) / k
