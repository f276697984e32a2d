import numpy as np


def subset_genes(data, gene_idx):
    idx = np.asarray(gene_idx)
    return {"expression": data["expression"][idx], "genes": data["genes"].iloc[idx], "samples": data["samples"]}
