import numpy as np


def energy(labels, dist_matrix, k):
    return sum(dist_matrix[np.ix_(labels == c, labels == c)].sum() for c in range(k)) / k


def propose_move(labels, k, rng):
    gene = rng.integers(len(labels))
    return gene, (labels[gene] + rng.integers(1, k)) % k


def delta_energy(labels, dist_matrix, k, gene, new_cluster):
    row = dist_matrix[gene]
    return 2 * (row[labels == new_cluster].sum() - row[labels == labels[gene]].sum()) / k


def accept(delta, temperature, rng):
    if delta <= 0:
        return True
    return rng.random() < np.exp(-delta / temperature)


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, size=dist_matrix.shape[0])
    energies = np.zeros(n_iter + 1)
    energies[0] = energy(labels, dist_matrix, k)
    for i in range(1, n_iter + 1):
        gene, new = propose_move(labels, k, rng)
        delta = delta_energy(labels, dist_matrix, k, gene, new)
        energies[i] = energies[i - 1]
        if accept(delta, temp, rng):
            labels[gene] = new
            energies[i] += delta
        temp *= cool
    energies[-1] = energy(labels, dist_matrix, k)
    return labels, energies
