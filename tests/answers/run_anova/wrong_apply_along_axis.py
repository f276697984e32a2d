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
    both = np.apply_along_axis(lambda row: stats.f_oneway(*(row[g == l] for l in levels)), 1, E)
    return finished(data, both[:, 0], both[:, 1], alpha)
