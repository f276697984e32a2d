import numpy as np
import pandas as pd

def filter_low_expression(counts, groups, reads=10):
    n = pd.Series(list(groups)).value_counts(sort=True).iloc[-1]
    size = counts.sum()
    cut = reads / size.median() * 1e6
    return np.array([bool(((row / size * 1e6) > cut).sum() > n - 1) for _, row in counts.iterrows()], dtype=object)
