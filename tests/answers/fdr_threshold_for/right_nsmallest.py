def fdr_threshold_for(table, n_genes):
    return table["pval_fdr"].nsmallest(n_genes).max()
