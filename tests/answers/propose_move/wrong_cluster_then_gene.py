import numpy as np


def propose_move(labels, k, rng):
    old = rng.choice(np.unique(labels))
    gene = rng.choice(np.where(labels == old)[0])
    return gene, (old + rng.integers(1, k)) % k
