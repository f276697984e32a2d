import numpy as np
from scipy.stats import false_discovery_control
def adjust_bh(pvals):
    p = np.asarray(pvals, float).copy()
    keep = np.isfinite(p)
    if keep.sum():
        p[keep] = false_discovery_control(p[keep])
    return p
