import numpy as np


def subset_genes(data, gene_idx):
    idx = np.asarray(gene_idx).astype(bool)
    idx = np.resize(idx, len(data["genes"]))
    return {"expression": data["expression"][idx], "genes": data["genes"][idx].copy(), "samples": data["samples"].copy()}
