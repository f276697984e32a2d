import numpy as np
from scipy.stats import rankdata

def adjust_bh(pvals):
    p = np.asarray(pvals, dtype=float)
    out = np.full_like(p, np.nan)
    ok = np.isfinite(p)
    raw = p[ok] * ok.sum() / rankdata(p[ok], method="max")
    order = np.argsort(p[ok])[::-1]
    low = np.minimum.accumulate(raw[order])
    back = np.empty_like(low)
    back[order] = low
    out[ok] = np.clip(back, 0, 1)
    return out
