import numpy as np


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    rng = np.random.default_rng(seed)
    n = len(dist_matrix)
    labels = rng.integers(0, k, n)
    E = dist_matrix[labels[:, None] == labels].sum() / k / 2
    energies = [E]
    for it in range(n_iter):
        gene = rng.integers(n)
        new = (labels[gene] + rng.integers(1, k)) % k
        row = dist_matrix[gene]
        delta = (row[labels == new].sum() - row[labels == labels[gene]].sum()) / k
        if delta < 0 or rng.random() < np.exp(-delta / temp):
            labels[gene] = new
            E += delta
        energies.append(E)
        temp *= cool
    return labels, np.array(energies)
