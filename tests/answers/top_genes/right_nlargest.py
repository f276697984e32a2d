import pandas as pd

def top_genes(h, gene_names, n=10):
    H = pd.DataFrame(h, columns=list(gene_names))
    return pd.DataFrame({j: H.loc[j].nlargest(n).index for j in H.index}, index=range(1, n + 1))
