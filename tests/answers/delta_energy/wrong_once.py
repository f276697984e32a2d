def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    d = dist_matrix[gene]
    return (d[labels == new_cluster].sum() - d[labels == labels[gene]].sum()) / k
