import numpy as np
def fdr_threshold_for(table, n_genes):
    q = table["pval_fdr"].to_numpy()
    for t in np.unique(q[~np.isnan(q)]):
        if np.sum(q <= t) >= n_genes:
            return np.array([t])
    raise ValueError("not so many genes")
