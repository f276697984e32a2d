import numpy as np

def ward_linkage(points):
    clusters = {i: (1, p.astype(float)) for i, p in enumerate(points)}
    n, rows = len(points), []
    while len(clusters) > 1:
        def cost(ab):
            (na, ca), (nb, cb) = clusters[ab[0]], clusters[ab[1]]
            return 2 * na * nb / (na + nb) * ((ca - cb) ** 2).sum()
        keys = list(clusters)
        a, b = min(((a, b) for i, a in enumerate(keys) for b in keys[i + 1:]), key=cost)
        h = cost((a, b)) ** 0.5
        (na, ca), (nb, cb) = clusters.pop(a), clusters.pop(b)
        rows.append([a, b, h, na + nb])
        clusters[n + len(rows) - 1] = (na + nb, (ca + cb) / 2)
    return np.array(rows)
