import numpy as np


def propose_move(labels, k, rng):
    gene = np.random.randint(len(labels))
    return gene, (labels[gene] + np.random.randint(1, k)) % k
