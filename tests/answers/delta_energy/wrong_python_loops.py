def energy(labels, dist_matrix, k):
    total, n = 0.0, len(labels)
    for i in range(n):
        for j in range(n):
            if i != j and labels[i] == labels[j]:
                total += dist_matrix[i, j]
    return total / k


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    after = labels.copy()
    after[gene] = new_cluster
    return energy(after, dist_matrix, k) - energy(labels, dist_matrix, k)
