def fdr_threshold_for(table, n_genes):
    s = sorted(table["pval_fdr"].dropna()); return (s[n_genes - 1] + s[min(n_genes, len(s) - 1)]) / 2
