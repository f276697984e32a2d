import pandas as pd

def proportions(samples, cell_types):
    both = pd.concat([pd.Series(samples, name="s"), pd.Series(cell_types, name="t")], axis=1)
    return pd.get_dummies(both["t"]).groupby(both["s"]).mean()
