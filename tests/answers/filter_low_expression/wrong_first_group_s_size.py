import numpy as np

def filter_low_expression(counts, groups):
    groups = list(groups)
    lib = counts.sum().to_numpy() / 1e6
    n = groups.count(sorted(set(groups))[0])
    return (counts.to_numpy() / lib > 10 / np.median(lib)).sum(axis=1) >= n
