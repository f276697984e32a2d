def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    row, names = dist_matrix[gene].tolist(), labels.tolist()
    joined = sum(d for d, name in zip(row, names) if name == new_cluster)
    left = sum(d for d, name in zip(row, names) if name == names[gene])
    return 2 * joined / k - 2 * left / k
