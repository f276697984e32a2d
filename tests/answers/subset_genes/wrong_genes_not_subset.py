import numpy as np


def subset_genes(data, gene_idx):
    return {"expression": data["expression"][np.asarray(gene_idx)], "genes": data["genes"].copy(), "samples": data["samples"].copy()}
