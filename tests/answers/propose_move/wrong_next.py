def propose_move(labels, k, rng):
    gene = rng.integers(len(labels))
    return gene, (labels[gene] + 1) % k
