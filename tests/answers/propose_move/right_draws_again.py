def propose_move(labels, k, rng):
    gene = rng.integers(len(labels))
    new_cluster = labels[gene]
    while new_cluster == labels[gene]:
        new_cluster = rng.integers(0, k)
    return [int(gene), int(new_cluster)]
