import numpy as np


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    """Proposals may be the old cluster: such a move changes nothing."""
    rng = np.random.default_rng(seed)
    n = len(dist_matrix)
    labels = np.zeros(n, dtype=int)
    energies = [dist_matrix.sum() / k]
    for _ in range(n_iter):
        gene, new = rng.integers(n), rng.integers(k)
        old = labels[gene]
        delta = 0.0
        if new != old:
            row = dist_matrix[gene]
            delta = 2 / k * (row @ (labels == new) - row @ (labels == old))
        if delta <= 0 or rng.random() < np.exp(-delta / temp):
            labels[gene] = new
        else:
            delta = 0.0
        energies.append(energies[-1] + delta)
        temp *= cool
    return labels, np.array(energies)
