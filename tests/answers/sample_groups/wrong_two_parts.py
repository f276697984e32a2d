import pandas as pd

def sample_groups(data):
    # a name without a dot has no second part
    return pd.Series([s.split(".")[-2] if "." in s else s for s in data["samples"].index], index=data["samples"].index)
