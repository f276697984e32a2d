import numpy as np
from scipy.special import betainc
def do_anova(vals, grps):
    y = np.asarray(list(vals), float)
    levels, code = np.unique(np.asarray(list(grps)).astype(str), return_inverse=True)
    n, k = y.size, levels.size
    if k == 1: raise ValueError("one group only")
    if n - k == 0: raise ValueError("every group has one value")
    if np.ptp(y) == 0: return float("nan")
    X = np.eye(k)[code]
    if all(np.ptp(y[code == j]) == 0 for j in range(k)): return 0.0
    y0 = y - y.mean()
    beta = np.linalg.lstsq(X, y0, rcond=None)[0]
    rss1 = ((y0 - X @ beta) ** 2).sum(); rss0 = (y0 ** 2).sum()
    F = (rss0 - rss1) / (k - 1) / (rss1 / (n - k))
    return betainc((n - k) / 2, (k - 1) / 2, (n - k) / (n - k + (k - 1) * F))
