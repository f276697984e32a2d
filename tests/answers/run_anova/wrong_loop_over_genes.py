import numpy as np, pandas as pd
from scipy.special import fdtrc
from statsmodels.stats.multitest import multipletests
def run_anova(data, groups, alpha=0.05):
    E = data["expression"]
    if isinstance(groups, pd.Series): groups = groups.loc[data["samples"].index]
    g, lev = pd.factorize(np.asarray(groups)); k = len(lev); n = len(g)
    idx = [np.flatnonzero(g == j) for j in range(k)]
    F = np.empty(len(E))
    for i, row in enumerate(E):
        if np.ptp(row) == 0: F[i] = np.nan; continue
        parts = [row[j] for j in idx]
        ssb = sum(len(p) * (p.mean() - row.mean()) ** 2 for p in parts)
        ssw = sum(((p - p.mean()) ** 2).sum() for p in parts)
        F[i] = np.inf if all(np.ptp(p) == 0 for p in parts) else (ssb / (k - 1)) / (ssw / (n - k))
    p = fdtrc(k - 1, n - k, F); q = np.full(len(p), np.nan); ok = ~np.isnan(p)
    q[ok] = multipletests(p[ok], method="fdr_bh")[1]
    return pd.DataFrame({"F": F, "pval": p, "pval_fdr": q, "significant": q < alpha}, index=data["genes"].index)
