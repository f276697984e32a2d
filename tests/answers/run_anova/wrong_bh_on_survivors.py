import numpy as np, pandas as pd
from scipy.special import fdtrc
def bh(p):
    q = np.full(len(p), np.nan); ok = np.flatnonzero(~np.isnan(p)); m = len(ok)
    o = ok[np.argsort(p[ok])]
    if m:
        q[o] = np.minimum(1, np.minimum.accumulate((p[o] * m / np.arange(1, m + 1))[::-1])[::-1])
    return q
def run_anova(data, groups, alpha=0.05):
    E = data["expression"]; names = data["samples"].index
    if isinstance(groups, pd.Series):
        groups = groups.loc[names]
    g, levels = pd.factorize(np.asarray(groups))
    n, k = E.shape[1], len(levels)
    H = np.eye(k)[g]
    low = E.min(axis=1, keepdims=True)
    Y = E - low
    Y = Y - Y.mean(axis=1, keepdims=True)
    means = (Y @ H) / H.sum(axis=0)
    ssb = (means ** 2 * H.sum(axis=0)).sum(axis=1)
    ssw = np.zeros(len(E))
    for j in range(k):
        part = E[:, g == j]
        part = part - part[:, :1]
        ssw += ((part - part.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    flat = E.max(axis=1) == E.min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        F = (ssb / (k - 1)) / (ssw / (n - k))
    F[flat] = np.nan
    p = fdtrc(k - 1, n - k, F)
    q = np.ones(len(p)); s = p < 0.05; q[s] = bh(p[s]); q[np.isnan(p)] = np.nan
    return pd.DataFrame({"F": F, "pval": p, "pval_fdr": q, "significant": q < alpha}, index=data["genes"].index)
