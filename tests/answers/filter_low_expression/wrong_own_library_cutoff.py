import pandas as pd

def filter_low_expression(counts, groups):
    return ((counts > 10).sum(axis=1) >= pd.Series(list(groups)).value_counts().min()).to_numpy()
