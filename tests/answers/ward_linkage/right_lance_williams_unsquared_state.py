import numpy as np

def ward_linkage(points, verbose=False):
    n = len(points)
    D = np.linalg.norm(points[:, None] - points[None], axis=2)
    ids, sizes, Z = list(range(n)), [1] * n, []
    for step in range(n - 1):
        m = len(ids)
        a, b = min(((i, j) for i in range(m) for j in range(i + 1, m)), key=lambda ij: D[ij])
        h, na, nb = D[a, b], sizes[a], sizes[b]
        Z.append([ids[a], ids[b], h, na + nb])
        keep = [k for k in range(m) if k not in (a, b)]
        new = [np.sqrt(((na + sizes[k]) * D[a, k] ** 2 + (nb + sizes[k]) * D[b, k] ** 2 - sizes[k] * h ** 2) / (na + nb + sizes[k])) for k in keep]
        D = np.block([[D[np.ix_(keep, keep)], np.array(new)[:, None]], [np.array(new)[None, :], np.zeros((1, 1))]])
        ids, sizes = [ids[k] for k in keep] + [n + step], [sizes[k] for k in keep] + [na + nb]
        if verbose:
            print(step, Z[-1])
    return np.array(Z)
