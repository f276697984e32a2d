def propose_move(labels, k, rng):
    gene = int(len(labels) * rng.random())
    cluster = int((k - 1) * rng.random())
    if cluster == labels[gene]:
        cluster = k - 1
    return gene, cluster
