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

import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

def run_anova(data, groups, alpha=0.05):
    E, g = prepared(data, groups)
    F, p = [], []
    for row in E:
        if np.ptp(row) == 0:
            F.append(np.nan), p.append(np.nan)
            continue
        top = anova_lm(smf.ols("v ~ C(g)", {"v": row, "g": g}).fit()).iloc[0]
        F.append(top["F"]), p.append(top["PR(>F)"])
    return finished(data, F, p, alpha)
