import numpy as np
import pandas as pd

class BadDesign(ValueError):
    pass

def lm_fit(y, design, weights=None):
    X = design.values.astype(float)
    r = np.linalg.matrix_rank(X)
    for name in design.columns:
        if np.linalg.matrix_rank(design.drop(columns=[name]).values) == r:
            raise BadDesign("without %s the model is the same" % name)
    values = getattr(y, "values", y)
    Ws = np.full(np.shape(values), 1.0) if weights is None else getattr(weights, "values", weights)
    genes = getattr(y, "index", range(len(values)))
    rows = {}
    for gene, v, w in zip(genes, values, Ws):
        root = np.sqrt(np.diag(w))
        Q, R = np.linalg.qr(root @ X)
        beta = np.linalg.solve(R, Q.T @ root @ v)
        rest = root @ v - root @ X @ beta
        rows[gene] = (beta, np.sqrt((np.linalg.inv(R) ** 2).sum(axis=1)), np.sqrt(rest @ rest / (len(X) - r)))
    beta, su, sigma = zip(*rows.values())
    return {"coefficients": pd.DataFrame(beta, index=genes), "stdev_unscaled": pd.DataFrame(su, index=genes),
            "sigma": pd.Series(sigma, index=genes), "df_residual": pd.Series(len(X) - r, index=genes),
            "cov_coefficients": np.linalg.inv(X.T @ X), "design": design}
