def cpm(counts):
    for s in counts.columns:
        total = counts[s].sum()
        if total == 0:
            raise ValueError(f"sample {s}")
        counts[s] = counts[s] * 1e6 / total
    return counts
