import numpy as np


def subset_genes(data, gene_idx):
    new = {key: value.copy() for key, value in data.items()}
    return new | {
        "expression": np.array(data["expression"])[gene_idx].astype(np.float64),
        "genes": new["genes"].iloc[gene_idx],
    }
