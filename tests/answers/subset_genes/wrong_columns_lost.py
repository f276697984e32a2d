import numpy as np
import pandas as pd


def subset_genes(data, gene_idx):
    idx = np.asarray(gene_idx)
    return {
        "expression": data["expression"][idx],
        "genes": pd.DataFrame(index=data["genes"].index[idx]),
        "samples": pd.DataFrame(index=data["samples"].index),
    }
