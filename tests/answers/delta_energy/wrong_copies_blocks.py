def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    old = dist_matrix[labels == labels[gene]][:, gene].sum()
    new = dist_matrix[labels == new_cluster][:, gene].sum()
    return 2 * (new - old) / k
