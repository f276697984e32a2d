import pandas as pd
def sample_groups(data):
    idx = data["samples"].index
    return pd.Series([n.rstrip("0123456789").rstrip(".") for n in idx], index=idx)
