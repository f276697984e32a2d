import pandas as pd


def expression_df(data):
    table = pd.DataFrame(data["expression"], index=data["genes"].index, columns=data["samples"].index)
    if "population" in data["samples"]:
        table.columns = data["samples"]["population"]
    return table
