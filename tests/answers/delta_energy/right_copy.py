def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    """Energy of this gene's pairs before and after."""

    def pairs(some_labels):
        same = some_labels == some_labels[gene]
        return 2 * dist_matrix[gene, same].sum() / k

    moved = labels.copy()
    moved[gene] = new_cluster
    return pairs(moved) - pairs(labels)
