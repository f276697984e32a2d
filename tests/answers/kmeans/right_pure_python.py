import random


def distance2(a, b):
    return sum((x - y) ** 2 for x, y in zip(a, b))


def kmeans(data, k, n_init=10, max_iter=300, seed=0):
    rows = data["expression"].tolist()
    if not 0 < k <= len(rows):
        raise ValueError("bad number of clusters: " + str(k))
    rng = random.Random(seed)
    distinct = sorted(set(map(tuple, rows)))
    best = None
    for _ in range(n_init):
        centres = [list(c) for c in rng.sample(distinct, min(k, len(distinct)))]
        while len(centres) < k:
            centres.append(list(centres[0]))
        labels = None
        for _ in range(max_iter):
            table = [[distance2(row, c) for c in centres] for row in rows]
            new = [ds.index(min(ds)) for ds in table]
            for j in range(k):
                if j not in new:
                    far = max(
                        range(len(rows)),
                        key=lambda i: table[i][new[i]] if new.count(new[i]) > 1 else -1,
                    )
                    new[far] = j
                    table[far][j] = 0.0
            if new == labels:
                break
            labels = new
            for j in range(k):
                members = [row for row, label in zip(rows, labels) if label == j]
                centres[j] = [sum(column) / len(members) for column in zip(*members)]
        inertia = sum(distance2(row, centres[label]) for row, label in zip(rows, labels))
        if best is None or inertia < best[2]:
            best = (labels, centres, inertia)
    return best
