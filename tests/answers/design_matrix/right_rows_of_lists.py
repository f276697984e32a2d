import pandas as pd

def design_matrix(groups):
    levels = sorted(set(groups))
    return pd.DataFrame([[int(g == level) for level in levels] for g in groups], columns=levels)
