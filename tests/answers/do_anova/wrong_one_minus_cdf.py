import numpy as np
from scipy import stats

def do_anova(vals, grps):
    parts = [vals[(grps == g)] for g in np.unique(grps)]
    n, k = len(vals), len(parts)
    if k < 2 or k == n:
        raise ValueError("bad design")
    if np.ptp(vals) == 0:
        return float("nan")
    F = stats.f_oneway(*parts).statistic
    return 1 - stats.f.cdf(F, k - 1, n - k)
