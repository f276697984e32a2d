import numpy as np

def filter_low_expression(counts, groups):
    lib = counts.sum().to_numpy() / 1e6
    return (counts.to_numpy() / lib > 10 / np.median(lib)).mean(axis=1) >= 0.5
