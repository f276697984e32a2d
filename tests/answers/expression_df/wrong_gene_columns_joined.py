import pandas as pd


def expression_df(data):
    table = pd.DataFrame(data["expression"], index=data["genes"].index, columns=data["samples"].index)
    return table.join(data["genes"])
