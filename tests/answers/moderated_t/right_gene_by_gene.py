import math
import numpy as np
from scipy.special import erfc, stdtr

def moderated_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    T, P, post, total = [], [], [], []
    for b, u, s, d in zip(np.asarray(coefficients), np.asarray(stdev_unscaled), np.asarray(sigma), np.asarray(df_residual)):
        v = s2_prior if math.isinf(df_prior) else (d * s * s + df_prior * s2_prior) / (d + df_prior)
        t = [bj / (uj * math.sqrt(v)) for bj, uj in zip(b, u)]
        T.append(t)
        P.append([erfc(abs(x) / math.sqrt(2)) if math.isinf(df_prior) else 2 * stdtr(d + df_prior, -abs(x)) for x in t])
        post.append(v)
        total.append(d + df_prior)
    return T, P, post, total
