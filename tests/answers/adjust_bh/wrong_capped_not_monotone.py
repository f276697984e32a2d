import numpy as np
from scipy.stats import rankdata

def adjust_bh(pvals):
    ok = ~np.isnan(pvals)
    out = np.full(len(pvals), np.nan)
    out[ok] = np.minimum(1, pvals[ok] * ok.sum() / rankdata(pvals[ok], method="ordinal"))
    return out
