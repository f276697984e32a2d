def fdr_threshold_for(table, n_genes):
    ranks = table["pval_fdr"].rank(method="max")
    return table["pval_fdr"][ranks >= n_genes].min()
