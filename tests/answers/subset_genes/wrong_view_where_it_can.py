# a view when all genes are asked for
import numpy as np


def subset_genes(data, gene_idx):
    idx = np.asarray(gene_idx)
    idx = np.flatnonzero(idx) if idx.dtype == bool else idx
    if np.array_equal(idx, np.arange(len(data["genes"]))):
        expression = data["expression"][:]
    else:
        expression = data["expression"][idx]
    return {"expression": expression, "genes": data["genes"].iloc[idx].copy(), "samples": data["samples"].copy()}
