import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError("top_n must be positive")
    order = np.argsort(-data["expression"].var(axis=1, ddof=1), kind="stable")[:top_n]
    return {"expression": data["expression"][order], "genes": data["genes"].iloc[order].copy(), "samples": data["samples"].copy()}
