import numpy as np

def lm_fit(y, design, weights=None):
    X, Y = np.asarray(design, float), np.asarray(y, float)
    n, p = X.shape
    for j in range(p):
        if np.linalg.matrix_rank(X[:, : j + 1]) <= j:
            raise ValueError(f"column {design.columns[j]} is redundant")
    B, rss, _, _ = np.linalg.lstsq(X, Y.T, rcond=None)
    cov = np.linalg.inv(X.T @ X)
    return {"coefficients": B.T, "stdev_unscaled": np.tile(np.sqrt(np.diag(cov)), (len(Y), 1)),
            "sigma": np.sqrt(rss / (n - p)), "df_residual": np.full(len(Y), n - p), "cov_coefficients": cov, "design": design}
