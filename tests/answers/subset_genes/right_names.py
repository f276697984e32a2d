def subset_genes(data, gene_idx):
    names = data["genes"].index[gene_idx]
    rows = data["genes"].index.get_indexer(names)
    return {
        "expression": data["expression"][rows].copy(),
        "genes": data["genes"].reindex(names),
        "samples": data["samples"].copy(deep=True),
    }
