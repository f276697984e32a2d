import pandas as pd

def proportions(samples, cell_types):
    if not isinstance(samples, pd.Series):
        samples, cell_types = pd.Series(samples), pd.Series(cell_types)
    return pd.crosstab(samples, cell_types, normalize="index")
