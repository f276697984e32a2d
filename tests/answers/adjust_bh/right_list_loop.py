import numpy as np
def adjust_bh(pvals):
    p = np.asarray(pvals, dtype=np.float64)
    order = sorted((i for i in range(len(p)) if not np.isnan(p[i])), key=lambda i: -p[i])
    m, low = len(order), 1.0
    q = np.full(len(p), np.nan)
    for step, i in enumerate(order):
        low = min(low, p[i] * m / (m - step))
        q[i] = low
    return q
