def fdr_threshold_for(table, n_genes):
    return table["pval_fdr"].sort_values(na_position="first").iloc[n_genes - 1]
