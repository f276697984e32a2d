import pandas as pd


def expression_df(data):
    rows = []
    for values in data["expression"]:
        rows.append(pd.Series(values, index=data["samples"].index))
    table = pd.DataFrame(rows)
    table.index = data["genes"].index
    return table
