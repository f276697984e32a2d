import numpy as np
import pandas as pd

def top_genes(h, gene_names, n=10):
    order = np.argsort(-h, axis=1)[:n]
    return pd.DataFrame(np.asarray(gene_names)[order].T)
