def subset_genes(data, gene_idx):
    if gene_idx.dtype == bool:
        gene_idx = gene_idx.nonzero()[0]
    return {"expression": data["expression"][gene_idx], "genes": data["genes"].iloc[gene_idx].copy(), "samples": data["samples"].copy()}
