import numpy as np
import pandas as pd
from scipy import stats

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    df_total = df_residual.add(df_prior)
    if df_prior == float("inf"):
        s2_post = pd.Series(s2_prior, index=sigma.index)
    else:
        s2_post = (df_residual.mul(sigma.pow(2)) + df_prior * s2_prior).div(df_total)
    t = coefficients.div(stdev_unscaled).div(s2_post.pow(0.5), axis="index")
    p = t.abs().apply(lambda column: pd.Series(2 * stats.t.sf(column, df_total), index=column.index))
    return t, p, s2_post, df_total
