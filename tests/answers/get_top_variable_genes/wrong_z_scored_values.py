import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"{top_n}")
    e = data["expression"]
    order = np.argsort(-e.var(axis=1, ddof=1), kind="stable")[:top_n]
    z = (e - e.mean(axis=1, keepdims=True)) / e.std(axis=1, ddof=1, keepdims=True)
    return {"expression": z[order], "genes": data["genes"].iloc[order].copy(), "samples": data["samples"].copy()}
