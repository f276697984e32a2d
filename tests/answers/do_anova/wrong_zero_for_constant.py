import numpy as np
from scipy import stats

def do_anova(vals, grps):
    parts = [vals[(grps == g)] for g in np.unique(grps)]
    if len(parts) < 2 or len(parts) == len(vals):
        raise ValueError("bad design")
    if all(np.ptp(p) == 0 for p in parts):
        return 0.0
    return stats.f_oneway(*parts).pvalue
