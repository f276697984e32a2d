import pandas as pd


def expression_df(data):
    columns = {name: data["expression"][:, j] for j, name in enumerate(data["samples"].index)}
    return pd.DataFrame(columns, index=data["genes"].index)
