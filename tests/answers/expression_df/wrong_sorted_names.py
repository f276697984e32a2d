import pandas as pd


def expression_df(data):
    return pd.DataFrame(
        data["expression"], index=data["genes"].index, columns=data["samples"].index
    ).sort_index()
