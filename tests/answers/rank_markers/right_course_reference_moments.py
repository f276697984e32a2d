import numpy as np
import pandas as pd
from scipy.special import stdtr

def rank_markers(data, labels, group):
    x = data["expression"]
    m = np.array([str(l) == str(group) for l in labels], dtype=float)
    n = np.array([m.sum(), (1 - m).sum()])
    onehot = np.stack([m, 1 - m], axis=1)
    mean = x @ onehot / n
    var = (x ** 2 @ onehot - n * mean ** 2) / (n - 1)
    se2 = var / n
    t = (mean[:, 0] - mean[:, 1]) / np.sqrt(se2.sum(1))
    df = se2.sum(1) ** 2 / (se2 ** 2 / (n - 1)).sum(1)
    p = 2 * stdtr(df, -np.abs(t))
    order = np.argsort(p)
    q = np.minimum.accumulate((p[order] * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1].clip(max=1)
    pct = (x > 0) @ onehot / n
    names = np.array(data["genes"].index)[order]
    return pd.DataFrame(dict(gene=names, log_fc=np.log2(mean[order, 0] / mean[order, 1]), t=t[order], p_value=p[order],
                             adj_p_value=q, pct_in=pct[order, 0], pct_out=pct[order, 1])).set_index("gene")
