import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

def top_table(fit, coef=0, number=10):
    j = list(fit["p_value"]).index(coef) if isinstance(coef, str) else int(coef)
    p = fit["p_value"].values[:, j]
    q = multipletests(p, method="fdr_bh")[1]
    order = np.argsort(p, kind="mergesort")[:number]
    return pd.DataFrame(
        np.column_stack([fit["coefficients"].values[order, j], fit["ave_expr"].values[order], fit["t"].values[order, j],
                         p[order], q[order], fit["b"].values[order, j]]),
        index=fit["p_value"].index[order],
        columns=["log_fc", "ave_expr", "t", "p_value", "adj_p_value", "b"],
    )
