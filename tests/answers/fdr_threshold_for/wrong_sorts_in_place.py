def fdr_threshold_for(table, n_genes):
    table.sort_values("pval_fdr", inplace=True); return table["pval_fdr"].iloc[n_genes - 1]
