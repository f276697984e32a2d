import numpy as np
import pandas as pd


def expression_df(data):
    genes, samples = list(data["genes"].index), list(data["samples"].index)
    table = pd.DataFrame(np.nan, index=genes, columns=samples)
    for i in range(len(genes)):
        for j in range(len(samples)):
            table.iloc[i, j] = data["expression"][i, j]
    return table
