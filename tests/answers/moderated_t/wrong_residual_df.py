import numpy as np
from scipy import stats

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    b, u = np.asarray(coefficients, float), np.asarray(stdev_unscaled, float)
    s, d = np.asarray(sigma, float), np.asarray(df_residual, float)
    total = d + df_prior
    if np.isinf(df_prior):
        post = np.full(s.shape, s2_prior)
    else:
        post = (d * s**2 + df_prior * s2_prior) / total
    t = b / (u * np.sqrt(post)[:, None])
    p = 2 * stats.t.sf(abs(t), d[:, None])
    return t, p, post, total
