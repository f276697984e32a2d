import pandas as pd


def expression_df(data):
    table = pd.DataFrame(data["expression"].copy())
    table.index = data["genes"].index
    table.columns = data["samples"].index
    return table
