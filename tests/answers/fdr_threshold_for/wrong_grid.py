import numpy as np

def fdr_threshold_for(table, n_genes):
    for t in np.linspace(0, 1, 1001):
        if (table["pval_fdr"] <= t).sum() >= n_genes:
            return t
