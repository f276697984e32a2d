import pandas as pd

def filter_low_expression(counts, groups):
    x = counts / counts.sum() * 1e6
    return ((x > 1).sum(axis=1) >= pd.Series(list(groups)).value_counts().min()).to_numpy()
