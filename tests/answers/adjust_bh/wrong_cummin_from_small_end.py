import numpy as np
def adjust_bh(pvals):
    p = np.array(pvals, dtype=float)
    out = np.full(len(p), np.nan)
    ok = np.flatnonzero(~np.isnan(p))
    m = len(ok)
    order = ok[np.argsort(p[ok])]
    q = p[order] * m / np.arange(1, m + 1)
    q = np.minimum.accumulate(q)
    out[order] = np.minimum(q, 1)
    return out
