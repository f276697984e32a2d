import pandas as pd
def sample_groups(data):
    idx = sorted(data["samples"].index)
    return pd.Series([n.split(".")[0] for n in idx], index=idx)
