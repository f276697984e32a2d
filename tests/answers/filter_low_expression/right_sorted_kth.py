import numpy as np

def filter_low_expression(counts, groups):
    k = min(list(groups).count(g) for g in set(groups))
    x = counts.values / counts.values.sum(axis=0) * 1e6
    kth_largest = np.sort(x, axis=1)[:, -k]
    return kth_largest > 1e7 / np.median(counts.values.sum(axis=0))
