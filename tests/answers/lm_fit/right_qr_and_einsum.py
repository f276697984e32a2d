import numpy as np
import pandas as pd
from scipy.linalg import qr

def lm_fit(y, design, weights=None):
    X = design.to_numpy(dtype=float)
    Q, R, pivot = qr(X, mode="economic", pivoting=True)
    small = np.abs(np.diag(R)) < 1e-9 * abs(R[0, 0])
    if small.any():
        raise ValueError("design is not of full rank: drop " + ", ".join(design.columns[pivot[small]]))
    Y = np.asarray(y, dtype=float)
    cov = np.linalg.inv(X.T @ X)
    df = X.shape[0] - X.shape[1]
    if weights is None:
        beta = Y @ X @ cov
        su = np.tile(np.sqrt(np.diag(cov)), (len(Y), 1))
        rss = ((Y - beta @ X.T) ** 2).sum(axis=1)
    else:
        W = np.asarray(weights, dtype=float)
        A = np.einsum("gn,ni,nj->gij", W, X, X)
        inv = np.linalg.inv(A)
        beta = np.einsum("gij,nj,gn->gi", inv, X, W * Y)
        su = np.sqrt(np.diagonal(inv, axis1=1, axis2=2))
        rss = (W * (Y - beta @ X.T) ** 2).sum(axis=1)
    return {"coefficients": beta, "stdev_unscaled": su, "sigma": np.sqrt(rss / df),
            "df_residual": np.full(len(Y), df), "cov_coefficients": cov, "design": design}
