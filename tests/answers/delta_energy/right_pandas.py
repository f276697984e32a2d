import pandas as pd


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    sums = pd.Series(dist_matrix[gene]).groupby(labels).sum()
    return 2 * (sums.get(new_cluster, 0.0) - sums[labels[gene]]) / k
