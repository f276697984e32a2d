def fdr_threshold_for(table, n_genes):
    return sorted(table["pval"].dropna())[n_genes - 1]
