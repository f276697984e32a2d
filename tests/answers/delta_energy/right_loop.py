def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    old = labels[gene]
    change = 0.0
    for other in range(len(labels)):
        if other == gene:
            continue
        if labels[other] == old:
            change -= dist_matrix[gene][other] + dist_matrix[other][gene]
        elif labels[other] == new_cluster:
            change += dist_matrix[gene][other] + dist_matrix[other][gene]
    return change / k
