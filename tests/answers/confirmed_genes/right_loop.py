import pandas as pd
from scipy.stats import ttest_ind


def _p(values, labels):
    inside = [bool(label) for label in labels]
    outside = [not one for one in inside]
    return pd.Series(
        {g: ttest_ind(values.loc[g, inside], values.loc[g, outside], equal_var=False).pvalue for g in values.index}
    )


def confirmed_genes(find, confirm, labels_find, labels_confirm, number):
    chosen = _p(find, labels_find).nsmallest(number).index
    return _p(confirm, labels_confirm)[chosen]
