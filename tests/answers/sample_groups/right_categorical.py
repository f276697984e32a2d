import pandas as pd
def sample_groups(data):
    idx = data["samples"].index
    return pd.Series(pd.Categorical([n.partition(".")[0] for n in idx]), index=idx, name="population")
