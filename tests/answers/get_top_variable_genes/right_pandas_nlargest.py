import pandas as pd


def get_top_variable_genes(data, top_n=500):
    if not top_n >= 1:
        raise ValueError("top_n=%d" % top_n)
    variance = pd.DataFrame(data["expression"]).var(axis=1)
    rows = variance.nlargest(top_n, keep="first").index.to_numpy()
    return {
        "expression": data["expression"][rows, :],
        "genes": data["genes"].iloc[rows].copy(),
        "samples": data["samples"].copy(),
    }
