import numpy as np, pandas as pd
def sample_groups(data):
    out = {}
    for name in data["samples"].index:
        out[name] = name[: name.index(".")] if "." in name else name
    return pd.Series(out, dtype=object)
