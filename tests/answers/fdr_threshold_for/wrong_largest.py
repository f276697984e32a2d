def fdr_threshold_for(table, n_genes):
    return sorted(table["pval_fdr"].dropna(), reverse=True)[n_genes - 1]
