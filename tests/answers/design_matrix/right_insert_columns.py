import pandas as pd

def design_matrix(groups):
    groups = pd.Series(groups, dtype=str)
    X = pd.DataFrame(0, index=groups.index, columns=sorted(groups.unique()), dtype="int8")
    for sample, group in groups.items():
        X.loc[sample, group] = 1
    return X
