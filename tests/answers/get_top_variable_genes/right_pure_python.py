import statistics

import numpy as np


def get_top_variable_genes(data, top_n=500):
    if top_n <= 0:
        raise ValueError("cannot keep " + str(top_n) + " genes")
    rows = [list(map(float, row)) for row in data["expression"]]
    variances = [statistics.variance(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: variances[i], reverse=True)[:top_n]
    return {
        "expression": np.array([rows[i] for i in order]),
        "genes": data["genes"].iloc[order].copy(),
        "samples": data["samples"].copy(),
    }
