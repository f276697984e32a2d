import numpy as np, pandas as pd

def top_genes(h, gene_names, n=10):
    order = np.sort(np.argpartition(-h, n - 1, axis=1)[:, :n], axis=1)
    return pd.DataFrame(np.asarray(gene_names)[order].T)
