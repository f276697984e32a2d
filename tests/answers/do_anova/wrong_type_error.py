import numpy as np
from scipy.stats import f as fdist
def do_anova(vals, grps):
    vals = np.asarray(vals, float); grps = np.asarray(grps)
    levels = np.unique(grps); n, k = len(vals), len(levels)
    if k < 2: raise TypeError("fewer than two groups")
    if n <= k: raise ValueError("no residual degrees of freedom")
    if np.ptp(vals) == 0: return float("nan")
    parts = [vals[grps == l] for l in levels]
    if all(np.ptp(p) == 0 for p in parts): return 0.0
    ssb = sum(len(p) * (p.mean() - vals.mean()) ** 2 for p in parts)
    ssw = sum(((p - p.mean()) ** 2).sum() for p in parts)
    return float(fdist.sf((ssb / (k - 1)) / (ssw / (n - k)), k - 1, n - k))
