import numpy as np, pandas as pd
from scipy import special
def do_anova(vals, grps, verbose=False):
    v = pd.Series(np.asarray(vals, float)); g = pd.Series(np.asarray(grps, dtype=object))
    k, n = g.nunique(), len(v)
    class DesignError(ValueError): pass
    if k < 2 or n <= k: raise DesignError("bad design")
    gm = v.groupby(g).transform("mean")
    if v.max() == v.min(): return np.float64("nan")
    const = (v.groupby(g).max() == v.groupby(g).min()).all()
    if const: return np.float64(0)
    ssw = ((v - gm) ** 2).sum(); ssb = ((gm - v.mean()) ** 2).sum()
    return np.array(special.fdtrc(k - 1, n - k, (ssb / (k - 1)) / (ssw / (n - k))))[()]
