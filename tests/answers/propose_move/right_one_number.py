import numpy as np


def propose_move(labels, k, rng):
    gene, step = divmod(int(rng.integers(len(labels) * (k - 1))), k - 1)
    return np.array([gene, (labels[gene] - step - 1) % k])
