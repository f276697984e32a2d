import numpy as np

def lm_fit(y, design, weights=None):
    X = np.array(design, dtype=float)
    Y = np.array(y, dtype=float)
    n, p = X.shape
    rank = np.linalg.matrix_rank(X)
    if rank < p:
        redundant = [c for i, c in enumerate(design.columns) if np.linalg.matrix_rank(np.delete(X, i, axis=1)) == rank]
        raise ValueError(f"the design has rank {rank}; redundant: {redundant}")
    W = np.ones(Y.shape) if weights is None else np.array(weights, dtype=float)
    B, U, S = [], [], []
    for y_, w_ in zip(Y, W):
        A = np.sqrt(w_)[:, np.newaxis] * X
        z = np.sqrt(w_) * y_
        b, rss, *_ = np.linalg.lstsq(A, z, rcond=None)
        B.append(b)
        U.append(np.sqrt(np.linalg.inv(A.T @ A).diagonal()))
        S.append(np.sqrt(rss[0] / (n - p)))
    return dict(coefficients=B, stdev_unscaled=U, sigma=S, df_residual=[n - p] * len(Y),
                cov_coefficients=np.linalg.inv(X.T @ X), design=X)
