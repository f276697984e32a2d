import numpy as np
import pandas as pd


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"top_n={top_n} makes no sense")
    variance = [float(np.var(row, ddof=1)) for row in data["expression"]]
    order = []
    for i, v in enumerate(variance):
        place = len(order)
        while place > 0 and variance[order[place - 1]] < v:
            place -= 1
        order.insert(place, i)
    order = order[:top_n]
    return {
        "expression": np.vstack([data["expression"][i] for i in order]),
        "genes": pd.concat([data["genes"].iloc[[i]] for i in order]),
        "samples": data["samples"].copy(),
    }
