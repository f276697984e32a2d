import numpy as np
import pandas as pd
from scipy import stats
from functions import adjust_bh

def prepared(data, groups):
    if isinstance(groups, pd.Series):
        groups = groups.loc[data["samples"].index]
    return data["expression"], np.asarray(groups)

def finished(data, F, p, alpha):
    q = adjust_bh(np.asarray(p, dtype=float))
    return pd.DataFrame({"F": F, "pval": p, "pval_fdr": q, "significant": q < alpha}, index=data["genes"].index)

def run_anova(data, groups, alpha=0.05):
    E, g = prepared(data, groups)
    levels = np.unique(g)
    masks, n, k = [g == l for l in levels], len(g), len(levels)
    F = []
    for row in E:
        m = row.mean()
        ssb = ssw = 0.0
        for mask in masks:
            part = row[mask]
            pm = part.mean()
            ssb += len(part) * (pm - m) ** 2
            ssw += ((part - pm) ** 2).sum()
        F.append(np.divide(ssb / (k - 1), ssw / (n - k)))
    F = np.array(F)
    return finished(data, F, stats.f.sf(F, k - 1, n - k), alpha)
