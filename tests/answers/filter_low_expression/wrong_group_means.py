import numpy as np

def filter_low_expression(counts, groups):
    g = np.asarray(list(groups))
    lib = counts.sum().to_numpy() / 1e6
    x = counts.to_numpy() / lib
    means = np.column_stack([x[:, g == k].mean(axis=1) for k in sorted(set(g))])
    return (means > 10 / np.median(lib)).any(axis=1)
