import numpy as np


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0, callback=None):
    rng = np.random.default_rng(seed)
    n = dist_matrix.shape[0]
    labels = rng.integers(k, size=n)
    S = dist_matrix @ np.eye(k)[labels]
    trace = [S[np.arange(n), labels].sum() / k]
    temperatures = temp * cool ** np.arange(n_iter)
    for t, u, g, step in zip(
        temperatures, rng.random(n_iter), rng.integers(n, size=n_iter), rng.integers(1, k, n_iter)
    ):
        a = labels[g]
        b = (a + step) % k
        delta = 2 * (S[g, b] - S[g, a]) / k
        if np.log(u) < -delta / t:
            S[:, a] -= dist_matrix[g]
            S[:, b] += dist_matrix[g]
            labels[g] = b
            trace.append(trace[-1] + delta)
        else:
            trace.append(trace[-1])
    return labels, np.array(trace)
