def fdr_threshold_for(table, n_genes):
    return table["pval_fdr"].iloc[:n_genes].max()
