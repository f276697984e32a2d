import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.stats.multitest import multipletests

def rank_markers(data, labels, group):
    labels = pd.Series(list(labels)).to_numpy()
    a = data["expression"][:, labels == group]
    b = data["expression"][:, labels != group]
    va = a.var(axis=1, ddof=1) / a.shape[1]
    vb = b.var(axis=1, ddof=1) / b.shape[1]
    t = (a.mean(axis=1) - b.mean(axis=1)) / np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va ** 2 / (a.shape[1] - 1) + vb ** 2 / (b.shape[1] - 1))
    p = 2 * student.sf(abs(t), df)
    out = pd.DataFrame(index=data["genes"].index.rename("gene"))
    out["pct_in"] = 100 * np.count_nonzero(a, axis=1) / a.shape[1]
    out["pct_out"] = 100 * np.count_nonzero(b, axis=1) / b.shape[1]
    out["df"] = df
    out["t"] = t
    out["p_value"] = p
    out["adj_p_value"] = multipletests(p, method="fdr_bh")[1]
    out["log_fc"] = np.log2((np.expm1(a).mean(axis=1) + 1e-9) / (np.expm1(b).mean(axis=1) + 1e-9))
    return out.iloc[np.argsort(p)]
