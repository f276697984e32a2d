import numpy as np


def subset_genes(data, gene_idx):
    idx = np.asarray(gene_idx)
    idx = np.flatnonzero(idx) if idx.dtype == bool else idx - 1
    return {"expression": data["expression"][idx], "genes": data["genes"].iloc[idx].copy(), "samples": data["samples"].copy()}
