import numpy as np
from scipy.stats import norm, t as student

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    w = 1.0 if df_prior == np.inf else df_prior / (df_prior + df_residual)
    s2_post = (1 - w) * sigma ** 2 + w * s2_prior
    df_total = df_residual + df_prior
    t = coefficients / (stdev_unscaled * s2_post[:, None] ** 0.5)
    if np.isfinite(df_prior):
        p = student.cdf(-np.abs(t), df_total[:, None]) + student.sf(np.abs(t), df_total[:, None])
    else:
        p = norm.cdf(-np.abs(t)) * 2
    return [t, p, s2_post, df_total]
