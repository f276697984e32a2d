import numpy as np


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    """A move that would leave a cluster empty is refused."""
    rng = np.random.default_rng(seed)
    n = len(dist_matrix)
    labels = rng.permutation(np.resize(np.arange(k), n))
    sizes = np.bincount(labels, minlength=k)
    E = dist_matrix[labels[:, None] == labels].sum() / k
    energies = [E]
    T = temp
    for _ in range(n_iter):
        g = rng.integers(n)
        a = labels[g]
        b = (a + rng.integers(1, k)) % k
        delta = 2 * (dist_matrix[g, labels == b].sum() - dist_matrix[g, labels == a].sum()) / k
        if sizes[a] > 1 and (delta < 0 or rng.random() < np.exp(-delta / T)):
            labels[g] = b
            sizes[a] -= 1
            sizes[b] += 1
            E = E + delta
        energies.append(E)
        T *= cool
    return labels, np.asarray(energies)
