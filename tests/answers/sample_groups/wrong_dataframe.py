import pandas as pd

def sample_groups(data):
    return pd.DataFrame({"group": [s.split(".")[0] for s in data["samples"].index]}, index=data["samples"].index)
