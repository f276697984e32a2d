import numpy as np
from scipy.stats import rankdata

def adjust_bh(pvals):
    out = np.full(len(pvals), np.nan)
    ok = ~np.isnan(pvals)
    raw = pvals[ok] * ok.sum() / rankdata(pvals[ok])
    order = np.argsort(-pvals[ok])
    q = np.empty(len(order))
    q[order] = np.minimum.accumulate(raw[order])
    out[ok] = np.minimum(q, 1)
    return out
