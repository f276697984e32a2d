import numpy as np

class Cluster:
    def __init__(self, number, total, count):
        self.number, self.total, self.count = number, total, count

    def cost(self, other):
        gap = self.total / self.count - other.total / other.count
        return self.count * other.count / (self.count + other.count) * (gap ** 2).sum()

    def __add__(self, other):
        return Cluster(None, self.total + other.total, self.count + other.count)

def ward_linkage(points):
    clusters = [Cluster(i, row.copy(), 1) for i, row in enumerate(np.asarray(points, dtype=np.float64))]
    rows = []
    for number in range(len(points), 2 * len(points) - 1):
        a, b = min(((a, b) for i, a in enumerate(clusters) for b in clusters[i + 1:]), key=lambda pair: pair[0].cost(pair[1]))
        union = a + b
        union.number = number
        rows.append([a.number, b.number, np.sqrt(2 * a.cost(b)), union.count])
        clusters = [c for c in clusters if c is not a and c is not b] + [union]
    return np.array(rows, dtype=np.float64)
