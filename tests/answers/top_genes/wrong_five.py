import numpy as np, pandas as pd

def top_genes(h, gene_names, n=5):
    return pd.DataFrame(np.asarray(gene_names)[np.argsort(-h, axis=1)[:, :n]].T)
