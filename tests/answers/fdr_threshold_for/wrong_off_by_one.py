def fdr_threshold_for(table, n_genes):
    return sorted(table["pval_fdr"].dropna())[n_genes]
