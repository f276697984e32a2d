import math
from scipy.stats import f as fdist
def do_anova(vals, grps):
    by = {}
    for v, g in zip(vals, grps):
        by.setdefault(g, []).append(float(v))
    n, k = sum(map(len, by.values())), len(by)
    if k < 2: raise ValueError("fewer than 2 groups")
    if n == k: raise ValueError("no replication")
    flat = [v for vs in by.values() for v in vs]
    if max(flat) == min(flat): return math.nan
    if all(max(v) == min(v) for v in by.values()): return 0.0
    grand = math.fsum(flat) / n
    ssb = sum(len(v) * (math.fsum(v) / len(v) - grand) ** 2 for v in by.values())
    ssw = sum((x - math.fsum(v) / len(v)) ** 2 for v in by.values() for x in v)
    return fdist.sf(ssb / (k - 1) / (ssw / (n - k)), k - 1, n - k)
