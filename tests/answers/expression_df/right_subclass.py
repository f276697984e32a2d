import pandas as pd


class Table(pd.DataFrame):
    pass


def expression_df(data):
    return Table(data["expression"], index=data["genes"].index, columns=data["samples"].index)
