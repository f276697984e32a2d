import numpy as np, pandas as pd

def top_genes(h, gene_names, n=10):
    order = np.argsort(-h.ravel())[: n * len(h)] % h.shape[1]
    return pd.DataFrame(np.asarray(gene_names)[order].reshape(n, len(h)))
