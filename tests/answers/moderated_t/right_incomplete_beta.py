import numpy as np
from scipy.special import betainc, ndtr

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    d, s2 = np.array(df_residual, float), np.square(sigma)
    total = d + df_prior
    infinite = np.isinf(total)
    post = np.where(infinite, s2_prior, np.average([s2, np.full(len(s2), s2_prior)], axis=0,
                    weights=[d, np.full(len(d), 0 if np.isinf(df_prior) else df_prior)]))
    t = (np.transpose(coefficients) / np.transpose(stdev_unscaled) / np.sqrt(post)).T
    nu = np.where(infinite, 1.0, total)[:, None]
    p = np.where(infinite[:, None], 2 * ndtr(-np.abs(t)), betainc(nu / 2, 0.5, nu / (nu + t**2)))
    return t, p, post, total
