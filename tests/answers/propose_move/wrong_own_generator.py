import numpy as np


def propose_move(labels, k, rng):
    rng = np.random.default_rng()
    gene = rng.integers(len(labels))
    return gene, (labels[gene] + rng.integers(1, k)) % k
