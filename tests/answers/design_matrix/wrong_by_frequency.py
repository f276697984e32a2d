import pandas as pd

def design_matrix(groups):
    groups = pd.Series(groups)
    order = groups.value_counts().sort_values(kind="stable").index
    order = sorted(order, key=lambda g: ((groups == g).sum(), g), reverse=True)
    return pd.DataFrame({g: (groups == g) * 1 for g in order})
