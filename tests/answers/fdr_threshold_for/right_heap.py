import heapq

def fdr_threshold_for(table, n_genes):
    return max(heapq.nsmallest(n_genes, [q for q in table["pval_fdr"].tolist() if q == q]))
