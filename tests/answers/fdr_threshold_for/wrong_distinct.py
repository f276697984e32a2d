def fdr_threshold_for(table, n_genes):
    return sorted(set(table["pval_fdr"].dropna()))[n_genes - 1] if n_genes <= table["pval_fdr"].nunique() else 1.0
