def fdr_threshold_for(table, n_genes):
    return table["pval_fdr"].quantile(n_genes / len(table))
