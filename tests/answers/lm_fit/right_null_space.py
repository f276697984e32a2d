import numpy as np
import pandas as pd
from scipy.linalg import null_space, solve

def lm_fit(y, design, weights=None, tolerance=1e-10):
    null = null_space(design.to_numpy(float) / np.linalg.norm(design.to_numpy(float), axis=0))
    if null.shape[1]:
        involved = np.abs(null[:, 0]) > 1e-8
        raise ValueError(f"these columns depend on each other: {list(design.columns[involved])}")
    X = design.to_numpy(float)
    Y = pd.DataFrame(y).to_numpy(float)
    W = np.ones(Y.shape) if weights is None else pd.DataFrame(weights).to_numpy(float)
    out = {k: [] for k in ("coefficients", "stdev_unscaled", "sigma")}
    df = len(X) - X.shape[1]
    for v, w in zip(Y, W):
        XtW = X.T * w
        b = solve(XtW @ X, XtW @ v, assume_a="pos")
        out["coefficients"].append(b)
        out["stdev_unscaled"].append(np.sqrt(np.diag(solve(XtW @ X, np.eye(X.shape[1])))))
        out["sigma"].append(float(np.sqrt(w @ (v - X @ b) ** 2 / df)))
    fit = {k: np.array(v) for k, v in out.items()}
    return fit | {"df_residual": np.repeat(df, len(Y)), "design": design,
                  "cov_coefficients": pd.DataFrame(np.linalg.inv(X.T @ X), design.columns, design.columns)}
