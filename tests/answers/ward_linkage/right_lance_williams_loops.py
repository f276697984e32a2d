import math

def ward_linkage(points):
    """Lance and Williams on squared distances, with plain dictionaries."""
    import numpy as np
    n = len(points)
    size = {i: 1 for i in range(n)}
    d2 = {}
    for i in range(n):
        for j in range(i):
            d2[j, i] = sum((a - b) ** 2 for a, b in zip(points[i], points[j]))
    rows = []
    for step in range(n - 1):
        (a, b) = min(d2, key=d2.get)
        height = d2[a, b]
        new = n + step
        rows.append([a, b, math.sqrt(height), size[a] + size[b]])
        for k in size:
            if k in (a, b):
                continue
            ak, bk = d2[min(a, k), max(a, k)], d2[min(b, k), max(b, k)]
            d2[k, new] = ((size[a] + size[k]) * ak + (size[b] + size[k]) * bk - size[k] * height) / (size[a] + size[b] + size[k])
        size[new] = size.pop(a) + size.pop(b)
        d2 = {pair: d for pair, d in d2.items() if a not in pair and b not in pair}
    return np.array(rows)
