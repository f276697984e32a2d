def propose_move(labels, k, rng):
    gene = rng.integers(0, len(labels))
    return gene, (labels[gene] + rng.integers(1, k)) % k
