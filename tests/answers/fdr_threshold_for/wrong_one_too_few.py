def fdr_threshold_for(table, n_genes):
    s = sorted(table["pval_fdr"].dropna()); return s[max(n_genes - 2, 0)]
