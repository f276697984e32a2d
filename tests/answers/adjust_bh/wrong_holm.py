import numpy as np
from statsmodels.stats.multitest import multipletests
def adjust_bh(pvals):
    p = np.array(pvals, dtype=float); ok = ~np.isnan(p)
    p[ok] = multipletests(p[ok], method="holm")[1]
    return p
