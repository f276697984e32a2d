import numpy as np
import pandas as pd
from scipy.stats import f_oneway
from functions import adjust_bh

def run_anova(data, groups, alpha=0.05):
    E = data["expression"]
    groups = np.asarray(groups.loc[data["samples"].index] if hasattr(groups, "loc") else groups)
    F, p = np.empty(len(E)), np.empty(len(E))
    for start in range(0, len(E), 500):
        block = E[start:start + 500]
        F[start:start + 500], p[start:start + 500] = f_oneway(*(block[:, groups == g] for g in set(groups)), axis=1)
    q = adjust_bh(p)
    return pd.DataFrame({"F": F, "pval": p, "pval_fdr": q, "significant": np.less(q, alpha)}, index=data["genes"].index)
