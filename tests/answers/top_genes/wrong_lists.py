import numpy as np

def top_genes(h, gene_names, n=10):
    return [[gene_names[i] for i in np.argsort(-row)[:n]] for row in h]
