import numpy as np, pandas as pd

def top_genes(h, gene_names, n=10):
    order = np.argsort(-h, axis=1)[:, 1:n + 1]
    return pd.DataFrame(np.asarray(gene_names)[order].T)
