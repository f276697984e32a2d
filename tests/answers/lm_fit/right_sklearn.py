import numpy as np
from sklearn.linear_model import LinearRegression

def lm_fit(y, design, weights=None):
    X, Y = np.asarray(design, float), np.asarray(y, float)
    n, p = X.shape
    seen = np.empty((n, 0))
    for name in design.columns:
        more = np.column_stack([seen, design[name]])
        if np.linalg.matrix_rank(more) == np.linalg.matrix_rank(seen) if seen.size else False:
            raise ValueError("column " + name + " adds nothing")
        seen = more
    W = np.ones_like(Y) if weights is None else np.asarray(weights, float)
    coef = np.empty((len(Y), p)); unscaled = coef.copy(); sigma = np.empty(len(Y))
    for g in range(len(Y)):
        model = LinearRegression(fit_intercept=False).fit(X, Y[g], sample_weight=W[g])
        coef[g] = model.coef_
        sigma[g] = np.sqrt(np.sum(W[g] * (Y[g] - model.predict(X)) ** 2) / (n - p))
        unscaled[g] = np.sqrt(np.diag(np.linalg.pinv(X.T @ np.diag(W[g]) @ X)))
    return {"coefficients": coef, "stdev_unscaled": unscaled, "sigma": sigma,
            "df_residual": (n - p) * np.ones(len(Y), dtype=int),
            "cov_coefficients": np.linalg.pinv(X.T @ X), "design": design.copy()}
