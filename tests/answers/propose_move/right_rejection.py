def propose_move(labels, k, rng):
    while True:
        gene, new_cluster = int(rng.integers(len(labels))), int(rng.integers(k))
        if new_cluster != labels[gene]:
            return gene, new_cluster
