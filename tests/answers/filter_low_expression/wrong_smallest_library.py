import pandas as pd

def filter_low_expression(counts, groups):
    lib = counts.sum() / 1e6
    return ((counts / lib > 10 / lib.min()).sum(axis=1) >= pd.Series(list(groups)).value_counts().min()).to_numpy()
