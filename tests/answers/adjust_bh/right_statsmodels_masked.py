import numpy as np
from statsmodels.stats.multitest import multipletests
def adjust_bh(pvals):
    p = np.array(pvals, dtype=float)
    out = np.full(p.shape, np.nan)
    ok = ~np.isnan(p)
    if ok.any():
        out[ok] = multipletests(p[ok], method="fdr_bh")[1]
    return out
