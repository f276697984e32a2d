import pandas as pd

def top_genes(h, gene_names, n=10):
    table = pd.DataFrame(h.T, index=gene_names)
    return table.apply(lambda p: pd.Series(p.sort_values(ascending=False).index[:n]))
