import pandas as pd
def sample_groups(data, sep="."):
    idx = data["samples"].index
    return pd.Series([n.split(sep)[0] for n in idx], index=idx)
