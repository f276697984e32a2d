import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"{top_n}")
    e = data["expression"]
    order = np.argsort(e.min(axis=1) - e.max(axis=1), kind="stable")[:top_n]
    return {"expression": e[order], "genes": data["genes"].iloc[order].copy(), "samples": data["samples"].copy()}
