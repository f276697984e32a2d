import numpy as np
import pandas as pd

def filter_low_expression(counts, groups):
    lib = counts.sum() / 1e6
    n = pd.Series(list(groups)).value_counts().min()
    return np.flatnonzero((counts / lib > 10 / lib.median()).sum(axis=1) >= n)
