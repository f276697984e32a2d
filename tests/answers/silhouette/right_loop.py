def silhouette(dist_matrix, labels):
    n = len(labels)
    total = 0
    for i in range(n):
        sums, counts = {}, {}
        for j in range(n):
            if i == j:
                continue
            sums[labels[j]] = sums.get(labels[j], 0) + dist_matrix[i][j]
            counts[labels[j]] = counts.get(labels[j], 0) + 1
        if labels[i] not in sums:
            continue
        means = {c: sums[c] / counts[c] for c in sums}
        a = means.pop(labels[i])
        b = min(means.values())
        total += (b - a) / max(a, b)
    return total / n
