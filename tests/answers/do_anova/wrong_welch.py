import numpy as np
from statsmodels.stats.oneway import anova_oneway

def do_anova(vals, grps):
    parts = [vals[(grps == g)] for g in np.unique(grps)]
    if len(parts) < 2 or len(parts) == len(vals):
        raise ValueError("bad design")
    if np.ptp(vals) == 0:
        return float("nan")
    if all(np.ptp(p) == 0 for p in parts):
        return 0.0
    return anova_oneway(parts, use_var="unequal").pvalue
