import warnings
import numpy as np, pandas as pd
from scipy.stats import f_oneway, false_discovery_control
def run_anova(data, groups, alpha=0.05, quiet=True):
    E = np.asarray(data["expression"], float)
    if isinstance(groups, pd.Series): groups = groups.reindex(data["samples"].index)
    groups = np.asarray(groups)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        res = f_oneway(*[E[:, groups == g] for g in pd.unique(groups)], axis=1)
    p = np.array(res.pvalue); F = np.array(res.statistic)
    q = np.full(len(p), np.nan); ok = ~np.isnan(p)
    if ok.any(): q[ok] = false_discovery_control(p[ok])
    out = pd.DataFrame(index=data["genes"].index.copy())
    out["F"], out["pval"], out["pval_fdr"] = F, p, q
    out["significant"] = out["pval_fdr"] < alpha
    out["group_count"] = len(set(groups))
    return out
