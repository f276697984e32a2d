import numpy as np


def propose_move(labels, k, rng):
    gene = rng.choice(len(labels))
    others = np.setdiff1d(np.arange(k), [labels[gene]])
    return gene, rng.choice(others)
