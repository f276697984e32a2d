import numpy as np
from scipy import stats

def do_anova(vals, grps):
    order = np.argsort(np.asarray(grps))
    grps = np.asarray(grps)[order]
    vals[:] = vals[order]
    parts = [vals[grps == g] for g in np.unique(grps)]
    if len(parts) < 2 or len(parts) == len(vals):
        raise ValueError("bad design")
    if np.ptp(vals) == 0:
        return float("nan")
    return stats.f_oneway(*parts).pvalue
