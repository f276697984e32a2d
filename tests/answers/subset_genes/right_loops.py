import numpy as np


def subset_genes(data, gene_idx):
    chosen = list(gene_idx)
    if all(isinstance(i, (bool, np.bool_)) for i in chosen):
        chosen = [i for i, keep in enumerate(chosen) if keep]
    names = [data["genes"].index[i] for i in chosen]
    return {
        "expression": np.array([list(data["expression"][i]) for i in chosen]),
        "genes": data["genes"].loc[names].copy(),
        "samples": data["samples"].copy(),
    }
