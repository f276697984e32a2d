import numpy as np
import pandas as pd
from scipy.stats import f
from functions import adjust_bh

def run_anova(data, groups, alpha=0.05):
    if isinstance(groups, pd.Series):
        groups = groups.loc[data["samples"].index]
    X = pd.get_dummies(pd.Series(np.asarray(groups)), dtype=float).to_numpy()
    E = data["expression"]
    Y = (E - E.mean(axis=1, keepdims=True)).T
    n, k = X.shape
    beta = np.linalg.lstsq(X, Y, rcond=None)[0]
    rss = ((Y - X @ beta) ** 2).sum(axis=0)
    tss = (Y ** 2).sum(axis=0)
    constant = E.max(axis=1) == E.min(axis=1)
    F = np.where(constant, np.nan, ((tss - rss) / (k - 1)) / (rss / (n - k)))
    p = f.sf(F, k - 1, n - k)
    q = adjust_bh(p)
    return pd.DataFrame(np.column_stack([F, p, q]), columns=["F", "pval", "pval_fdr"], index=data["genes"].index).assign(significant=q < alpha)
