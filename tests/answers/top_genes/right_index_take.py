import numpy as np
import pandas as pd

def top_genes(h, gene_names, n=10):
    gene_names = pd.Index(gene_names)
    order = (-h).argsort(axis=1)[:, :n]
    return pd.concat([pd.Series(gene_names.take(one)) for one in order], axis=1)
