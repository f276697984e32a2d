import math
import random


def anneal(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    rng = random.Random(seed)
    d = dist_matrix.tolist()
    n = len(d)
    labels = [rng.randrange(k) for _ in range(n)]
    e = sum(d[i][j] for i in range(n) for j in range(n) if labels[i] == labels[j]) / k
    trace = [e]
    for step in range(n_iter):
        t = temp * cool**step
        g = rng.randrange(n)
        c = rng.randrange(k - 1)
        c += c >= labels[g]
        change = 0
        for j in range(n):
            if labels[j] == c:
                change += d[g][j]
            elif labels[j] == labels[g]:
                change -= d[g][j]
        change *= 2 / k
        if change <= 0 or rng.random() < math.exp(-change / t):
            labels[g] = c
            e += change
        trace.append(e)
    return labels, trace
