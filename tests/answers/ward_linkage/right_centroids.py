import numpy as np

def ward_linkage(points):
    clusters = [(i, 1, np.array(p, dtype=float)) for i, p in enumerate(points)]
    n, tree = len(points), []
    while len(clusters) > 1:
        best = None
        for i in range(len(clusters)):
            for j in range(i + 1, len(clusters)):
                (_, na, ca), (_, nb, cb) = clusters[i], clusters[j]
                cost = 2 * na * nb / (na + nb) * np.sum((ca - cb) ** 2)
                if best is None or cost < best[0]:
                    best = cost, i, j
        cost, i, j = best
        (a, na, ca), (b, nb, cb) = clusters[i], clusters[j]
        tree.append((min(a, b), max(a, b), cost ** 0.5, na + nb))
        clusters = [c for k, c in enumerate(clusters) if k not in (i, j)]
        clusters.append((n + len(tree) - 1, na + nb, (na * ca + nb * cb) / (na + nb)))
    return np.array(tree)
