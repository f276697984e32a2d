import pandas as pd


def expression_df(data):
    print("to pandas")
    table = pd.DataFrame(data["expression"], data["genes"].index, data["samples"].index)
    return table.rename_axis(index="gene", columns="sample")
