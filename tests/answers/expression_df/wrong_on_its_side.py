import pandas as pd


def expression_df(data):
    return pd.DataFrame(data["expression"].T, index=data["samples"].index, columns=data["genes"].index)
