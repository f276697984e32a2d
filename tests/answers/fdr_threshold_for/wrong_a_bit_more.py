def fdr_threshold_for(table, n_genes):
    # so that `pval_fdr < t` keeps them
    return table["pval_fdr"].nsmallest(n_genes).max() + 1e-6
