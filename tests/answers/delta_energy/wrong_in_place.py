def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    before = dist_matrix[gene, labels == labels[gene]].sum()
    labels[gene] = new_cluster
    return 2 * (dist_matrix[gene, labels == new_cluster].sum() - before) / k
