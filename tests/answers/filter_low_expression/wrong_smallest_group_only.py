import numpy as np

def filter_low_expression(counts, groups):
    g = np.asarray(list(groups))
    names, sizes = np.unique(g, return_counts=True)
    lib = counts.sum().to_numpy() / 1e6
    above = counts.to_numpy() / lib > 10 / np.median(lib)
    return above[:, g == names[sizes.argmin()]].all(axis=1)
