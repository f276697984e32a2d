import numpy as np
import pandas as pd

def top_genes(h, gene_names, n=10):
    names = np.array(gene_names)
    columns = {}
    for j in range(len(h)):
        order = np.argsort(h[j])[::-1][:n]
        columns[f"program {j}"] = names[order]
    return pd.DataFrame(columns)
