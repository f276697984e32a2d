import numpy as np

def ward_linkage(points):
    x = np.array(points, dtype=float)
    n = len(x)
    centre = {i: x[i] for i in range(n)}
    size = dict.fromkeys(range(n), 1)

    def dist(a, b):
        return np.sqrt(2 * size[a] * size[b] / (size[a] + size[b])) * np.linalg.norm(centre[a] - centre[b])

    merges, chain, fresh = [], [], n
    while len(centre) > 1:
        if not chain:
            chain = [next(iter(centre))]
        here = chain[-1]
        best = chain[-2] if len(chain) > 1 else None
        shortest = dist(here, best) if best is not None else np.inf
        for other in centre:
            if other != here and dist(here, other) < shortest:
                best, shortest = other, dist(here, other)
        if len(chain) > 1 and best == chain[-2]:
            chain = chain[:-2]
            merges.append((here, best, shortest, fresh))
            total = size[here] + size[best]
            centre[fresh] = (size[here] * centre[here] + size[best] * centre[best]) / total
            size[fresh] = total
            del centre[here], centre[best]
            fresh += 1
        else:
            chain.append(best)
    merges.sort(key=lambda m: m[2])
    number = {i: i for i in range(n)}
    tree = []
    for row, (a, b, height, name) in enumerate(merges):
        tree.append([*sorted([number[a], number[b]]), height, size[name]])
        number[name] = n + row
    return np.array(tree, dtype=float)
