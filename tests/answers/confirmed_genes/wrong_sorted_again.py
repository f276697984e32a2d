import numpy as np
import pandas as pd
from scipy.stats import ttest_ind


def _p(values, labels):
    inside = np.asarray(labels).astype(bool)
    x = values.to_numpy()
    return pd.Series(ttest_ind(x[:, inside], x[:, ~inside], axis=1, equal_var=False).pvalue, values.index)


def confirmed_genes(find, confirm, labels_find, labels_confirm, number):
    chosen = _p(find, labels_find).nsmallest(number).index
    return _p(confirm, labels_confirm)[chosen].sort_values()
