def fdr_threshold_for(table, n_genes):
    kept = table[table["significant"]]["pval_fdr"].sort_values()
    return kept.iloc[min(n_genes, len(kept)) - 1]
