import numpy as np
def fdr_threshold_for(table, n_genes):
    q = np.asarray(table.pval_fdr, float)
    return float(np.partition(q[np.isfinite(q)], n_genes - 1)[n_genes - 1])
