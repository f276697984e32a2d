def fdr_threshold_for(table, n_genes):
    for t in sorted(table["pval_fdr"].dropna().unique()):
        if (table["pval_fdr"] <= t).sum() >= n_genes:
            return t
    raise ValueError(f"there are no {n_genes} genes")
