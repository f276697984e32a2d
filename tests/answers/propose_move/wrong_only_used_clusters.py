def propose_move(labels, k, rng):
    gene = int(rng.integers(len(labels)))
    others = sorted(set(labels.tolist()) - {int(labels[gene])})
    return gene, others[rng.integers(len(others))]
