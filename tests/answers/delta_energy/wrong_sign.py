def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    d = dist_matrix[gene]
    return 2 / k * (d[labels == labels[gene]].sum() - d[labels == new_cluster].sum())
