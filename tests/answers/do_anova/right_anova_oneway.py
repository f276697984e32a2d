import numpy as np
from statsmodels.stats.oneway import anova_oneway

def do_anova(vals, grps):
    vals, grps = np.asarray(vals, float), np.asarray(grps)
    names = set(grps.tolist())
    if len(names) < 2:
        raise ValueError(f"{len(names)} group")
    if len(names) == len(vals):
        raise ValueError("as many groups as samples")
    parts = [vals[grps == g] for g in names]
    inside = max(p.max() - p.min() for p in parts)
    if inside == 0:
        return float("nan") if vals.max() == vals.min() else 0.0
    # its variances need two samples; a group of one adds nothing to the spread within
    n, k = len(vals), len(parts)
    within = sum(p.var() * len(p) for p in parts)
    between = vals.var() * n - within
    from scipy.stats import f
    return f.sf(between / (k - 1) / (within / (n - k)), k - 1, n - k)
