import numpy as np
from itertools import combinations

def sse(x):
    return ((x - x.mean(axis=0)) ** 2).sum()

def ward_linkage(points):
    points = np.asarray(points)
    n = len(points)
    members = {i: [i] for i in range(n)}
    out = np.zeros((n - 1, 4))
    for k in range(n - 1):
        rise = {}
        for a, b in combinations(members, 2):
            both = members[a] + members[b]
            rise[a, b] = sse(points[both]) - sse(points[members[a]]) - sse(points[members[b]])
        a, b = min(rise, key=rise.get)
        out[k] = [b, a, np.sqrt(2 * rise[a, b]), len(members[a]) + len(members[b])]
        members[n + k] = members.pop(a) + members.pop(b)
    return out
