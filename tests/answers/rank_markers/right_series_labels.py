import numpy as np
import pandas as pd
from functions import adjust_bh
from scipy import stats

def rank_markers(data, labels, group):
    # labels: a Series by cell
    frame = pd.DataFrame(data["expression"], data["genes"].index, data["samples"].index)
    mine = labels[labels == group].index
    a, b = frame[mine], frame.drop(columns=mine)
    result = stats.ttest_ind_from_stats(a.mean(axis=1), a.std(axis=1), a.shape[1], b.mean(axis=1), b.std(axis=1), b.shape[1], equal_var=False)
    table = pd.DataFrame({"t": result.statistic, "p_value": result.pvalue}, index=frame.index)
    table = table.assign(adj_p_value=adjust_bh(table.p_value), pct_in=a.gt(0).mean(axis=1), pct_out=b.gt(0).mean(axis=1),
                         log_fc=np.log2(np.expm1(a.mean(axis=1)) / np.expm1(b.mean(axis=1))))
    return table.sort_values(by=["p_value"], kind="stable")
