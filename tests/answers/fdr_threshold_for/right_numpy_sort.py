import numpy as np

def fdr_threshold_for(table, n_genes):
    return np.sort(table.pval_fdr.values)[n_genes - 1]
