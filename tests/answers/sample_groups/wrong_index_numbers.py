import pandas as pd
def sample_groups(data):
    return pd.Series([n.split(".")[0] for n in data["samples"].index])
