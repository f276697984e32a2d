import pandas as pd

def design_matrix(groups):
    groups = pd.Series(groups)
    return pd.DataFrame({g: (groups == g) * 1 for g in groups.unique()})
