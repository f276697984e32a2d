import pandas as pd

def design_matrix(groups):
    return pd.get_dummies(groups, dtype=float) * 2 - 1
