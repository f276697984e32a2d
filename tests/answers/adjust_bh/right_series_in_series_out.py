import numpy as np, pandas as pd
def adjust_bh(pvals):
    index = pvals.index if isinstance(pvals, pd.Series) else None
    p = np.asarray(pvals, float)
    ok = np.flatnonzero(~np.isnan(p)); m = ok.size
    o = ok[np.argsort(p[ok], kind="mergesort")]
    q = np.full(p.size, np.nan)
    if m:
        q[o] = np.minimum(np.minimum.accumulate((p[o] * m / np.arange(1, m + 1))[::-1])[::-1], 1)
    return pd.Series(q, index=index)
