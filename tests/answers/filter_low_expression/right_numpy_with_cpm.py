import numpy as np
from functions import cpm

def filter_low_expression(counts, groups):
    threshold = 10 / (np.median(counts.to_numpy().sum(axis=0)) / 1e6)
    _, sizes = np.unique(np.asarray(groups), return_counts=True)
    hits = np.count_nonzero(cpm(counts).to_numpy() > threshold, axis=1)
    return hits >= sizes.min()
