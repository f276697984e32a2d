import pandas as pd


def expression_df(data):
    return pd.DataFrame(
        data["expression"].round(1), index=data["genes"].index, columns=data["samples"].index
    )
