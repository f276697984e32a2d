import numpy as np

def adjust_bh(pvals):
    o = np.argsort(pvals, kind="mergesort")       # NaN last
    s = np.array(pvals, dtype=float)[o]
    m = np.count_nonzero(~np.isnan(s))
    s[:m] *= m / np.arange(1.0, m + 1)
    s[:m] = np.fmin(1, np.fmin.accumulate(s[:m][::-1])[::-1])
    return s[np.argsort(o)]
