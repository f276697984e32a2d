import numpy as np


def subset_genes(data, gene_idx):
    mask = np.zeros(len(data["genes"]), dtype=bool)
    mask[np.asarray(gene_idx)] = True
    return {"expression": data["expression"][mask], "genes": data["genes"][mask].copy(), "samples": data["samples"].copy()}
