import numpy as np

def tree_by(points, cost, height, size=True, ids=True):
    n = len(points)
    clusters = {i: points[[i]] for i in range(n)}
    rows = []
    while len(clusters) > 1:
        keys = list(clusters)
        pairs = [(a, b) for i, a in enumerate(keys) for b in keys[i + 1:]]
        a, b = min(pairs, key=lambda ab: cost(clusters[ab[0]], clusters[ab[1]]))
        h = height(cost(clusters[a], clusters[b]))
        both = np.vstack([clusters.pop(a), clusters.pop(b)])
        new = n + len(rows) if ids else a
        rows.append([a, b, h, len(both) if size else 2])
        clusters[new] = both
    return np.array(rows, dtype=float)

def rise(a, b):
    return len(a) * len(b) / (len(a) + len(b)) * ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum()

def ward_linkage(points):
    return tree_by(points, rise, np.sqrt)
