import numpy as np
from scipy import stats


def f_statistic(values, groups):
    values, groups = np.asarray(values), np.asarray(groups)
    return stats.f_oneway(*(values[groups == g] for g in np.unique(groups))).pvalue
