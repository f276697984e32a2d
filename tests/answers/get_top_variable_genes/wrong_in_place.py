import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"{top_n}")
    order = np.argsort(-data["expression"].var(axis=1, ddof=1), kind="stable")[:top_n]
    data["expression"], data["genes"] = data["expression"][order], data["genes"].iloc[order]
    return data
