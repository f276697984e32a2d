import pandas as pd

def design_matrix(groups):
    return pd.DataFrame({"group": pd.Categorical(groups).codes})
