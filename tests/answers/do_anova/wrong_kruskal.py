import numpy as np
from scipy.stats import kruskal
def do_anova(vals, grps):
    vals = np.asarray(vals, float); grps = np.asarray(grps)
    levels = np.unique(grps)
    if len(levels) < 2 or len(levels) == len(vals): raise ValueError("bad")
    if np.ptp(vals) == 0: return float("nan")
    parts = [vals[grps == l] for l in levels]
    if all(np.ptp(p) == 0 for p in parts): return 0.0
    return kruskal(*parts).pvalue
