import numpy as np
import pandas as pd
from scipy.stats import f
from functions import adjust_bh

def run_anova(data, groups, alpha=0.05):
    wide = pd.DataFrame(data["expression"].T, index=data["samples"].index, columns=data["genes"].index)
    if not isinstance(groups, pd.Series):
        groups = pd.Series(groups, index=wide.index)
    groups = groups.loc[wide.index]
    by = wide.groupby(groups)
    sizes = by.size()
    n, k = len(wide), len(sizes)
    within = by.var(ddof=0).mul(sizes, axis=0).sum()
    between = (by.mean() - wide.mean()).pow(2).mul(sizes, axis=0).sum()
    F = (between / (k - 1)) / (within / (n - k))
    table = pd.DataFrame({"F": F, "pval": f.sf(F, k - 1, n - k)})
    table["pval_fdr"] = adjust_bh(table["pval"].values)
    return table.assign(significant=table["pval_fdr"].lt(alpha))
