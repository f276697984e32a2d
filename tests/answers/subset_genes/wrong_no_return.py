import numpy as np


def subset_genes(data, gene_idx):
    data["expression"] = data["expression"][np.asarray(gene_idx)]
    data["genes"] = data["genes"].iloc[gene_idx]
