import pandas as pd


def expression_df(data):
    return pd.DataFrame(data["expression"], columns=data["samples"].index)
