import numpy as np
import pandas as pd
from functions import adjust_bh
from scipy import stats

def rank_markers(data, labels, group):
    x = data["expression"]
    inside = np.asarray(labels) == group
    a, b = x[:, inside], x[:, ~inside]
    t, p = stats.ttest_ind(a, b, axis=1, equal_var=False, alternative='greater')
    table = pd.DataFrame({
        "log_fc": a.mean(axis=1) - b.mean(axis=1), "t": t, "p_value": p, "adj_p_value": adjust_bh(p),
        "pct_in": (a > 0).mean(axis=1), "pct_out": (b > 0).mean(axis=1),
    }, index=data["genes"].index)
    return table.sort_values("p_value")
