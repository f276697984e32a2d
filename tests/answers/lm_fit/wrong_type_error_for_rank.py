import numpy as np

def lm_fit(y, design, weights=None):
    X, Y = np.asarray(design, float), np.asarray(y, float)
    n, p = X.shape
    for j in range(p):
        if np.linalg.matrix_rank(X[:, : j + 1]) <= j:
            raise TypeError(f"column {design.columns[j]} is redundant")
    W = np.ones_like(Y) if weights is None else np.asarray(weights, float)
    B, U, S = [], [], []
    for v, w in zip(Y, W):
        r = np.sqrt(w)
        A, z = X * r[:, None], v * r
        b = np.linalg.lstsq(A, z, rcond=None)[0]
        B.append(b)
        U.append(np.sqrt(np.diag(np.linalg.inv(A.T @ A))))
        S.append(np.sqrt(((z - A @ b) ** 2).sum() / (n - p)))
    return {"coefficients": np.array(B), "stdev_unscaled": np.array(U), "sigma": np.array(S),
            "df_residual": np.full(len(Y), n - p), "cov_coefficients": np.linalg.inv(X.T @ X), "design": design}
