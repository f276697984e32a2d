import numpy as np
from collections import namedtuple
from scipy import stats

Result = namedtuple("Result", "t p s2 df")

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    s2 = np.asarray(sigma).reshape(-1, 1) ** 2
    d = np.asarray(df_residual).reshape(-1, 1)
    with np.errstate(all="ignore"):
        post = (d * s2 + df_prior * s2_prior) / (d + df_prior)
    post = np.where(np.isinf(df_prior), s2_prior, post)
    t = np.asarray(coefficients) / np.asarray(stdev_unscaled) / np.sqrt(post)
    return Result(t, 2 * stats.t(df=d + df_prior).sf(np.abs(t)), post, d + df_prior)
