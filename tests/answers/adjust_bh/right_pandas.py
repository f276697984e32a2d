import numpy as np, pandas as pd
def adjust_bh(pvals):
    s = pd.Series(np.asarray(pvals, dtype=float)).reset_index(drop=True)
    t = s.dropna().sort_values(kind="stable")
    m = len(t)
    q = (t * m / np.arange(1, m + 1))[::-1].cummin().clip(upper=1)
    return q.reindex(s.index).to_numpy()
