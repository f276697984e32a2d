import numpy as np
import pandas as pd
from scipy.stats import f
from functions import adjust_bh

def run_anova(data, groups, alpha=0.05):
    if isinstance(groups, pd.Series):
        groups = groups.loc[data["samples"].index]
    groups = np.array(groups)
    X = data["expression"]
    n, levels = len(groups), np.unique(groups)
    k = len(levels)
    mean = X.mean(axis=1)
    between = within = 0
    for level in levels:
        part = X[:, groups == level]
        middle = part.mean(axis=1)
        between = between + part.shape[1] * (middle - mean) ** 2
        within = within + ((part - middle[:, None]) ** 2).sum(axis=1)
    F = (between / (k - 1)) / (within / (n - k))
    table = pd.DataFrame({"F": F, "pval": f.sf(F, k - 1, n - k)}, index=data["genes"].index)
    table["pval_fdr"] = adjust_bh(table["pval"].to_numpy())
    table["significant"] = table["pval_fdr"] < alpha
    return table
