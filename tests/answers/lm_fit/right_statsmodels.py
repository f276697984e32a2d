import numpy as np
import pandas as pd
import statsmodels.api as sm

def lm_fit(y, design, weights=None):
    y = pd.DataFrame(y)
    for j, name in enumerate(design):
        if np.linalg.matrix_rank(design.iloc[:, : j + 1]) < j + 1:
            raise ValueError(f"{name} is a linear combination of other columns")
    w = None if weights is None else np.asarray(weights)
    X = design.to_numpy()
    fits = [
        sm.OLS(row, X).fit() if w is None else sm.WLS(row, X, weights=w[i]).fit()
        for i, row in enumerate(y.to_numpy())
    ]
    return {
        "coefficients": pd.DataFrame([f.params for f in fits], index=y.index, columns=design.columns),
        "stdev_unscaled": pd.DataFrame([np.sqrt(np.diag(f.normalized_cov_params)) for f in fits], index=y.index, columns=design.columns),
        "sigma": pd.Series([f.mse_resid ** 0.5 for f in fits], index=y.index),
        "df_residual": pd.Series([f.df_resid for f in fits], index=y.index),
        "cov_coefficients": sm.OLS(y.to_numpy()[0], X).fit().normalized_cov_params,
        "design": design,
        "method": "ls",
    }
