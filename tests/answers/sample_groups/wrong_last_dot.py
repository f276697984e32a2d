import pandas as pd
def sample_groups(data):
    idx = data["samples"].index
    return pd.Series([n.rsplit(".", 1)[0] for n in idx], index=idx)
