def fdr_threshold_for(table, n_genes):
    return table.nsmallest(n_genes, "pval_fdr")
