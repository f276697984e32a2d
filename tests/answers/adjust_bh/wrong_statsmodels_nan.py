from statsmodels.stats.multitest import multipletests
def adjust_bh(pvals):
    return multipletests(pvals, method="fdr_bh")[1]
