import pandas as pd


def groups_of(names):
    return pd.Series(names).str.split(".", n=1).str[0]
