import pandas as pd

def design_matrix(groups):
    return pd.get_dummies(sorted(groups), dtype=float)
