import pandas as pd


def expression_df(data):
    return pd.DataFrame(data["expression"], index=data["genes"].index)
