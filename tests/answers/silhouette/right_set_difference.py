from statistics import fmean


def silhouette(dist_matrix, labels):
    clusters = {}
    for i, name in enumerate(labels):
        clusters.setdefault(int(name), []).append(i)

    def width(i, name):
        own = [j for j in clusters[name] if j != i]
        if not own:
            return 0
        a = fmean(dist_matrix[i, j] for j in own)
        b = min(
            fmean(dist_matrix[i, j] for j in items)
            for other, items in clusters.items()
            if other != name
        )
        return (b - a) / max(a, b)

    return fmean(width(i, int(name)) for i, name in enumerate(labels))
