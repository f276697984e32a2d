import numpy as np, pandas as pd
from scipy import stats
def adjust(p):
    order = np.argsort(-np.where(np.isnan(p), -1, p)); m = int((~np.isnan(p)).sum())
    q = np.full(p.shape, np.nan); best = 1.0
    for r, i in enumerate(order[:m]):
        best = min(best, p[i] * m / (m - r)); q[i] = best
    return q
def run_anova(data, groups, alpha=0.05):
    X = data["expression"].copy()
    lab = groups[data["samples"].index] if isinstance(groups, pd.Series) else groups
    lab = np.array(list(lab)); lev = sorted(set(lab)); n = X.shape[1]; k = len(lev)
    X -= X.mean(1)[:, None]
    sst = (X ** 2).sum(1)
    parts = [X[:, lab == l] for l in lev]
    ssw = sum(((p - p.mean(1)[:, None]) ** 2).sum(1) for p in parts)
    raw = data["expression"]
    const = np.ptp(raw, axis=1) == 0
    inner = np.all([np.ptp(raw[:, lab == l], axis=1) == 0 for l in lev], axis=0)
    with np.errstate(all="ignore"):
        F = ((sst - ssw) / (k - 1)) / (ssw / (n - k))
    F = np.where(const, np.nan, np.where(inner, np.inf, F))
    p = stats.f.sf(F, k - 1, n - k)
    p = np.where(const, np.nan, np.where(inner, 0.0, p))
    q = adjust(p)
    return pd.DataFrame(dict(F=F, pval=p, pval_fdr=q, significant=(q < alpha)), index=data["genes"].index)
