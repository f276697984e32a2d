import numpy as np
from scipy.special import fdtrc

def do_anova(vals, grps):
    y = np.asarray(vals, dtype=float)
    code = np.unique(np.asarray(grps, dtype=str), return_inverse=True)[1]
    size = np.bincount(code)
    n, k = y.size, size.size
    if k < 2:
        raise ValueError("fewer than 2 groups")
    if n == k:
        raise ValueError("no residual degrees of freedom")
    mean = np.bincount(code, y) / size
    within = np.sum((y - mean[code]) ** 2)
    between = np.sum(size * (mean - y.mean()) ** 2)
    with np.errstate(all="ignore"):
        F = np.divide(between / (k - 1), within / (n - k))
    return fdtrc(k - 1, n - k, F)
