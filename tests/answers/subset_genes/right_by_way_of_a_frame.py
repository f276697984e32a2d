import pandas as pd


def subset_genes(data, gene_idx):
    frame = pd.DataFrame(data["expression"]).iloc[gene_idx]
    print(len(frame), "genes")
    return {
        "expression": frame.to_numpy(copy=True),
        "genes": pd.DataFrame(data["genes"].iloc[gene_idx]).copy(),
        "samples": pd.DataFrame(data["samples"]).copy(),
        "parent": "all genes",
    }
