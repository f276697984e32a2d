import numpy as np


def energy(labels, dist_matrix, k):
    return dist_matrix[labels[:, None] == labels].sum() / k


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(len(dist_matrix)) % k)
    energies = [energy(labels, dist_matrix, k)]
    for _ in range(n_iter):
        candidate = labels.copy()
        gene = rng.choice(len(labels))
        candidate[gene] = rng.choice([c for c in range(k) if c != labels[gene]])
        e = energy(candidate, dist_matrix, k)
        p = np.exp(min(0.0, -(e - energies[-1]) / temp))
        if rng.uniform() <= p:
            labels = candidate
            energies.append(e)
        else:
            energies.append(energies[-1])
        temp = temp * cool
    return labels, energies
