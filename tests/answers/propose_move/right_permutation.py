def propose_move(labels, k, rng):
    gene = rng.permutation(len(labels))[0]
    clusters = list(range(k))
    clusters.remove(labels[gene])
    rng.shuffle(clusters)
    return gene, clusters[0]
