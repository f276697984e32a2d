import re
import pandas as pd

def sample_groups(data):
    return pd.Series([re.sub(r"\..*", "", s, flags=re.S) for s in data["samples"].index], data["samples"].index, name="groups")
