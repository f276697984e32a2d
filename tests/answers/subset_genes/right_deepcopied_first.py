import copy


def subset_genes(data, gene_idx):
    subset = copy.deepcopy(data)
    subset["expression"] = subset["expression"][gene_idx, :].copy()
    subset["genes"] = subset["genes"].iloc[gene_idx]
    return subset
