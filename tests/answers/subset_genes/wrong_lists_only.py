# `in` and `if` on an array: fine for lists, not for arrays
def subset_genes(data, gene_idx):
    if gene_idx and isinstance(gene_idx[0], bool):
        gene_idx = [i for i, keep in enumerate(gene_idx) if keep]
    return {"expression": data["expression"][gene_idx], "genes": data["genes"].iloc[gene_idx].copy(), "samples": data["samples"].copy()}
