import pandas as pd

def sample_groups(data):
    index = data["samples"].index
    return pd.Series({name: name.partition(".")[0] for name in index})
