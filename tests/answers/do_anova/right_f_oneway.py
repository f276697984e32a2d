import warnings
import numpy as np
from scipy.stats import f_oneway
def do_anova(vals, grps):
    vals = np.asarray(vals, dtype=float); grps = np.asarray(grps)
    levels = np.unique(grps)
    if len(levels) < 2: raise ValueError(f"only {len(levels)} group")
    if len(vals) - len(levels) < 1: raise ValueError("no residual df")
    if np.all(vals == vals[0]): return float("nan")
    parts = [vals[grps == l] for l in levels]
    if all(np.ptp(p) == 0 for p in parts): return 0
    warnings.warn("computing")
    return f_oneway(*parts).pvalue
