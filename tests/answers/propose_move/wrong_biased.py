def propose_move(labels, k, rng):
    gene = rng.integers(len(labels))
    new = rng.integers(k)
    if new == labels[gene]:
        new = (new + 1) % k
    return gene, new
