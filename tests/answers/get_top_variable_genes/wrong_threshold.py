# keeps every gene that is tied with the last
import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"{top_n}")
    variance = data["expression"].var(axis=1, ddof=1)
    least = np.sort(variance)[::-1][:top_n][-1]
    order = np.argsort(-variance, kind="stable")
    order = order[variance[order] >= least]
    return {"expression": data["expression"][order], "genes": data["genes"].iloc[order].copy(), "samples": data["samples"].copy()}
