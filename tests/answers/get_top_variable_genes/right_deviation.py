# the sd orders rows as the variance does
import numpy as np


def get_top_variable_genes(data, top_n=500, ddof=1, verbose=True):
    if top_n < 1:
        raise ValueError(f"{top_n=}")
    e = data["expression"]
    sd = np.sqrt(((e - e.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (e.shape[1] - ddof))
    order = np.lexsort((np.arange(len(sd)), -sd))
    order = order[: min(top_n, len(order))]
    print("kept", len(order))
    genes = data["genes"].iloc[order].copy()
    genes["sd"] = sd[order]
    return {"expression": e[order].copy(), "genes": genes, "samples": data["samples"].copy()}
