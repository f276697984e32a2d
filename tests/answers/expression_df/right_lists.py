import pandas as pd


def expression_df(data, dtype=float):
    genes, samples = data["genes"].index.tolist(), data["samples"].index.tolist()
    return pd.DataFrame(data["expression"].tolist(), genes, samples, dtype=dtype)
