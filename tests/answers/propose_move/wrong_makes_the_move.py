def propose_move(labels, k, rng):
    gene = rng.integers(len(labels))
    labels[gene] = (labels[gene] + rng.integers(1, k)) % k
    return gene, labels[gene]
