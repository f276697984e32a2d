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
    F, p = stats.f_oneway(*(E[:, g == l] for l in np.unique(g)), axis=1)
    table = finished(data, F, p, alpha)
    return table.assign(significant=table["pval_fdr"] > alpha)
