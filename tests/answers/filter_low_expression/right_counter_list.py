from collections import Counter
import statistics

def filter_low_expression(counts, groups):
    sizes = [int(counts[s].sum()) for s in counts]
    cut = 10 / (statistics.median(sizes) / 1_000_000)
    need = min(Counter(groups).values())
    keep = []
    for gene in range(len(counts)):
        row = counts.iloc[gene]
        n = 0
        for c, size in zip(row, sizes):
            if c * 1_000_000 / size > cut:
                n += 1
        keep.append(n >= need)
    return keep
