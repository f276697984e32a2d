import pandas as pd

def design_matrix(groups):
    s = pd.Series(list(groups))
    return pd.crosstab(s.index, s)
