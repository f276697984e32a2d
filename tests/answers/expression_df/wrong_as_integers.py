import pandas as pd


def expression_df(data):
    return pd.DataFrame(
        data["expression"].astype(int), index=data["genes"].index, columns=data["samples"].index
    )
