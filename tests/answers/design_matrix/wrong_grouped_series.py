import pandas as pd

def design_matrix(groups):
    groups = pd.Series(groups)
    out = pd.get_dummies(groups, dtype=int)
    out.insert(0, "Intercept", 1)
    return out
