import numpy as np
import pandas as pd

def lm_fit(y, design, weights=None):
    n, p = design.shape
    for j in range(p):
        if np.linalg.matrix_rank(design.iloc[:, : j + 1]) <= j:
            raise ValueError(f"{design.columns[j]} is redundant")
    if weights is None:
        weights = pd.DataFrame(1.0, index=y.index, columns=y.columns)
    B, U, S = {}, {}, {}
    for gene in y.index:
        r = np.sqrt(weights.loc[gene])
        A, z = design.mul(r, axis=0), y.loc[gene] * r
        inv = np.linalg.inv(A.T @ A)
        B[gene] = inv @ A.T.to_numpy() @ z.to_numpy()
        U[gene] = np.sqrt(np.diag(inv))
        S[gene] = np.sqrt(((z.to_numpy() - A.to_numpy() @ B[gene]) ** 2).sum() / (n - p))
    return {"coefficients": pd.DataFrame(B, index=design.columns).T, "stdev_unscaled": pd.DataFrame(U, index=design.columns).T,
            "sigma": pd.Series(S), "df_residual": pd.Series(n - p, index=y.index),
            "cov_coefficients": np.linalg.inv(design.T @ design), "design": design}
