import numpy as np


def subset_genes(data, gene_idx, check=True):
    idx = np.array(gene_idx)
    if idx.dtype == bool:
        idx = np.where(idx)[0]
    return dict(
        expression=np.take(data["expression"], idx, axis=0),
        genes=data["genes"].take(idx).copy(),
        samples=data["samples"].copy(),
    )
