import heapq
import numpy as np

def ward_linkage(points):
    n = len(points)
    alive = {i: (1, points[i].astype(float)) for i in range(n)}

    def cost(a, b):
        (na, ca), (nb, cb) = alive[a], alive[b]
        gap = ca - cb
        return 2.0 * na * nb / (na + nb) * float(gap @ gap)

    heap = [(cost(i, j), i, j) for i in range(n) for j in range(i + 1, n)]
    heapq.heapify(heap)
    rows = []
    while len(alive) > 1:
        c, a, b = heapq.heappop(heap)
        if a not in alive or b not in alive:
            continue
        (na, ca), (nb, cb) = alive.pop(a), alive.pop(b)
        new = n + len(rows)
        rows.append([float(a), float(b), c ** 0.5, float(na + nb)])
        alive[new] = (na + nb, (na * ca + nb * cb) / (na + nb))
        for other in alive:
            if other != new:
                heapq.heappush(heap, (cost(other, new), other, new))
    return rows
