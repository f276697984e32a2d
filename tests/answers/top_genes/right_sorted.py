import pandas as pd

def top_genes(h, gene_names, n=10):
    genes = list(gene_names)
    tops = [sorted(range(len(genes)), key=lambda g: -row[g])[:n] for row in h]
    return pd.DataFrame([[genes[g] for g in top] for top in tops]).T
