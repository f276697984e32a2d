def propose_move(labels, k, rng):
    gene = round(rng.random() * (len(labels) - 1))
    return gene, int((labels[gene] + rng.integers(1, k)) % k)
