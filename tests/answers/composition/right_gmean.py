import numpy as np
from scipy.stats import gmean


def composition(table):
    return np.log(table.div(gmean(table, axis=1), axis=0))
