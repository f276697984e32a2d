import numpy as np
import pandas as pd
from scipy.special import fdtrc
from statsmodels.stats.multitest import fdrcorrection

def run_anova(data, groups, alpha=0.05):
    names = data["samples"].index
    groups = groups.reindex(names) if isinstance(groups, pd.Series) else pd.Series(list(groups), index=names)
    D = pd.get_dummies(groups).to_numpy(dtype=float)
    n, k = D.shape
    Y = data["expression"] - data["expression"][:, :1]
    P = D @ np.diag(1 / D.sum(axis=0)) @ D.T
    fitted = Y @ P
    within = ((Y - fitted) ** 2).sum(axis=1)
    between = ((fitted - Y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    F = (between / (k - 1)) / (within / (n - k))
    p = fdtrc(k - 1, n - k, F)
    q = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    reject = np.zeros(p.shape, dtype=bool)
    reject[tested], q[tested] = fdrcorrection(p[tested], alpha=alpha)
    return pd.DataFrame({"F": F, "pval": p, "pval_fdr": q, "significant": reject}, index=data["genes"].index)
