import numpy as np, pandas as pd
from scipy.stats import f
from statsmodels.stats.multitest import multipletests
def run_anova(data, groups, alpha=0.05):
    df = pd.DataFrame(data["expression"].T, index=data["samples"].index)
    if not isinstance(groups, pd.Series):
        groups = pd.Series(list(groups), index=df.index)
    groups = groups.reindex(df.index)
    keys = groups.to_numpy()
    by = df.groupby(keys)
    n = by.size(); means = by.mean(); N, k = len(df), len(n)
    grand = df.mean()
    ssb = ((means - grand) ** 2).mul(n, axis=0).sum()
    resid = df - means.reindex(keys).to_numpy()
    ssw = (resid ** 2).sum()
    constant = (df.max() == df.min()).to_numpy()
    within = ((by.max() == by.min()).all()).to_numpy()
    F = ((ssb / (k - 1)) / (ssw / (N - k))).to_numpy(copy=True)
    F[within] = np.inf
    F[constant] = np.nan
    p = f.sf(F, k - 1, N - k)
    q = np.full(len(p), np.nan); ok = ~np.isnan(p)
    q[ok] = multipletests(p[ok], method="fdr_bh")[1]
    return pd.DataFrame({"significant": q < alpha, "pval_fdr": q, "pval": p, "F": F}, index=list(data["genes"].index))
