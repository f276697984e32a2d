"""Linear models that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from autograder.catalogue.limma.fits import (
    arrays,
    coefficients,
    covariance,
    entries,
    lm_fit,
    redundant_column,
    residual_degrees,
    residual_spread,
    unscaled,
    weighted_coefficients,
    weighted_spread,
)

__all__ = ["lm_fit"]


def _checked(design):
    """The design as an array; a ValueError for a redundant column, as the task asks."""
    X = np.asarray(design, dtype=float)
    for j in range(X.shape[1]):
        if np.linalg.matrix_rank(X[:, : j + 1]) <= j:
            raise ValueError(f"column {design.columns[j]!r} is redundant")
    return X


def _fitted(y, design, weights=None, X=None):
    X = _checked(design) if X is None else X
    Y = np.asarray(y, dtype=float)
    W = np.ones_like(Y) if weights is None else np.asarray(weights, dtype=float)
    cross = np.linalg.inv(np.einsum("ni,gn,nj->gij", X, W, X))
    b = np.einsum("gij,nj,gn->gi", cross, X, W * Y)
    df = X.shape[0] - X.shape[1]
    return {
        "coefficients": b,
        "stdev_unscaled": np.sqrt(np.einsum("gii->gi", cross)),
        "sigma": np.sqrt((W * (Y - b @ X.T) ** 2).sum(axis=1) / df),
        "df_residual": np.full(len(Y), float(df)),
        "cov_coefficients": np.linalg.inv(X.T @ X),
        "design": design,
    }


@lm_fit.misconception(
    "L69",
    "You let the model add an intercept (`LinearRegression` and `add_constant` do). The design says "
    "everything already: fit it as it is, `fit_intercept=False`.",
    sees=coefficients,
)
def intercept_of_its_own(y, design, weights=None):
    X, Y = _checked(design), np.asarray(y, dtype=float)
    W = np.ones_like(Y) if weights is None else np.asarray(weights, dtype=float)
    fit = _fitted(y, design, weights)
    for gene, (values, w) in enumerate(zip(Y, W, strict=True)):
        root = np.sqrt(w)[:, None]
        centred = (X - np.average(X, axis=0, weights=w)) * root
        heights = (values - np.average(values, weights=w)) * root[:, 0]
        fit["coefficients"][gene] = np.linalg.lstsq(centred, heights, rcond=None)[0]
    return fit


@lm_fit.misconception(
    "L70",
    "Your coefficients are p × genes, as `lstsq` gives them for many genes at once. The fit holds "
    "one row per gene: transpose them.",
    sees=coefficients,
)
def coefficients_transposed(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "coefficients": fit["coefficients"].T}


@lm_fit.misconception(
    "L92",
    "You took the mean of every group for its coefficient. That is right for cell means alone; with "
    "a batch or a dose in the design, each coefficient depends on all columns. Solve the least "
    "squares problem.",
    sees=coefficients,
)
def group_means(y, design, weights=None):
    X, Y = _checked(design), np.asarray(y, dtype=float)
    W = np.ones_like(Y) if weights is None else np.asarray(weights, dtype=float)
    return {**_fitted(y, design, weights), "coefficients": (W * Y) @ X / (W @ X)}


@lm_fit.misconception(
    "L55",
    "You divided the residual sum of squares by n − 1. The fit has used up one degree of freedom per "
    "coefficient, so sigma comes out too small: divide by n − p.",
    sees=residual_spread,
)
def n_minus_one(y, design, weights=None):
    fit = _fitted(y, design, weights)
    n, p = np.shape(design)
    return {
        **fit,
        "sigma": fit["sigma"] * np.sqrt((n - p) / (n - 1)),
        "df_residual": fit["df_residual"] + p - 1,
    }


@lm_fit.misconception(
    "L93",
    "You divided the residual sum of squares by n, as `np.mean` and `np.std` do. The fit has used up "
    "one degree of freedom per coefficient: divide by n − p.",
    sees=residual_spread,
)
def mean_of_squares(y, design, weights=None):
    fit = _fitted(y, design, weights)
    n, p = np.shape(design)
    return {**fit, "sigma": fit["sigma"] * np.sqrt((n - p) / n)}


@lm_fit.misconception(
    "L56",
    "Your sigma is the residual variance. sigma is the standard deviation, in the units of y: take "
    "the root.",
    sees=residual_spread,
)
def variance_for_sigma(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "sigma": fit["sigma"] ** 2}


@lm_fit.misconception(
    "L68",
    "Your df_residual is a single number. The fit holds one for every gene, since genes with missing "
    "values would have fewer: repeat it, `np.full(n_genes, n - p)`.",
    sees=residual_degrees,
)
def one_df(y, design, weights=None):
    n, p = np.shape(design)
    return {**_fitted(y, design, weights), "df_residual": n - p}


@lm_fit.misconception(
    "L61",
    "Your stdev_unscaled are the standard errors: sigma is in them already. Unscaled means without "
    "it, so that a better estimate of sigma can take its place later. Leave it out.",
    sees=unscaled,
)
def standard_errors(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "stdev_unscaled": fit["stdev_unscaled"] * fit["sigma"][:, None]}


@lm_fit.misconception(
    "L62",
    "Your stdev_unscaled are the diagonal of (XᵀWX)⁻¹, which are variances. A standard deviation is "
    "the root of that.",
    sees=unscaled,
)
def without_root(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "stdev_unscaled": fit["stdev_unscaled"] ** 2}


@lm_fit.misconception(
    "L94",
    "You took one over the root of the diagonal of XᵀWX. Invert the whole matrix first, then take "
    "its diagonal: the two agree only where columns are at right angles.",
    sees=unscaled,
)
def diagonal_inverted(y, design, weights=None):
    X, Y = _checked(design), np.asarray(y, dtype=float)
    W = np.ones_like(Y) if weights is None else np.asarray(weights, dtype=float)
    return {**_fitted(y, design, weights), "stdev_unscaled": 1 / np.sqrt(W @ X**2)}


@lm_fit.misconception(
    "L95",
    "Your stdev_unscaled is one row for all genes. Without weights they are all alike, but the fit "
    "has a row for every gene: genes × coefficients.",
    sees=unscaled,
)
def one_row(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "stdev_unscaled": fit["stdev_unscaled"][0]}


@lm_fit.misconception(
    "L65",
    "Your fit ignores the weights. A value that is known twice as precisely counts twice: minimise "
    "the sum of w · (y − X b)².",
    sees=weighted_coefficients,
)
def weights_ignored(y, design, weights=None):
    return _fitted(y, design)


@lm_fit.misconception(
    "L58",
    "You multiplied the values and the rows of the design by the weights. Least squares then squares "
    "them, and precise values count too much: multiply by their roots, `np.sqrt(w)`.",
    sees=weighted_coefficients,
)
def weights_squared(y, design, weights=None):
    if weights is None:
        return _fitted(y, design)
    return _fitted(y, design, np.asarray(weights) ** 2)


@lm_fit.misconception(
    "L96",
    "You multiplied the values by the roots of the weights, but not the rows of the design: the "
    "coefficients then describe the multiplied values. Both belong together.",
    sees=weighted_coefficients,
)
def design_not_weighted(y, design, weights=None):
    if weights is None:
        return _fitted(y, design)
    return _fitted(np.asarray(y) * np.sqrt(np.asarray(weights)), design)


@lm_fit.misconception(
    "L9",
    "You gave every sample one weight, the mean over the genes. The weights are those of single "
    "values: a low count is imprecise in a good sample, too. Every gene has a fit of its own.",
    sees=weighted_coefficients,
)
def weights_of_samples(y, design, weights=None):
    if weights is None:
        return _fitted(y, design)
    W = np.asarray(weights)
    return _fitted(y, design, np.broadcast_to(W.mean(axis=0), W.shape))


@lm_fit.misconception(
    "L97",
    "You took the weights for variances: values with a large weight count little in yours. Weights "
    "are precisions, one over the variance.",
    sees=weighted_coefficients,
)
def weights_as_variances(y, design, weights=None):
    return _fitted(y, design, None if weights is None else 1 / np.asarray(weights))


@lm_fit.misconception(
    "L57",
    "Your residuals are weighted in the fit, but not in sigma. The sum of squares is that of the "
    "weighted fit: Σ w · (y − X b)², divided by n − p.",
    sees=weighted_spread,
)
def unweighted_residuals(y, design, weights=None):
    fit = _fitted(y, design, weights)
    X = np.asarray(design, dtype=float)
    squares = (np.asarray(y) - fit["coefficients"] @ X.T) ** 2
    return {**fit, "sigma": np.sqrt(squares.sum(axis=1) / (X.shape[0] - X.shape[1]))}


@lm_fit.misconception(
    "L63",
    "Your stdev_unscaled come from (XᵀX)⁻¹, as without weights. Every gene has weights of its own, so "
    "each has a matrix of its own: (XᵀWX)⁻¹.",
    sees=weighted_spread,
)
def unscaled_without_weights(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "stdev_unscaled": _fitted(y, design)["stdev_unscaled"]}


@lm_fit.misconception(
    "L98",
    "With weights, your sigma is divided by the sum of the weights. Weights say how precise values "
    "are, not how many there are: divide by n − p.",
    sees=weighted_spread,
)
def divided_by_weights(y, design, weights=None):
    fit = _fitted(y, design, weights)
    if weights is None:
        return fit
    n, p = np.shape(design)
    scale = np.sqrt((n - p) / np.asarray(weights).sum(axis=1))
    return {**fit, "sigma": fit["sigma"] * scale}


@lm_fit.misconception(
    "L59",
    "Your cov_coefficients contain weights. There is one matrix for all genes, so it can't know the "
    "weights of each: as in limma it is (XᵀX)⁻¹ of the design alone.",
    sees=covariance,
)
def weighted_covariance(y, design, weights=None):
    fit = _fitted(y, design, weights)
    if weights is None:
        return fit
    X = np.asarray(design, dtype=float)
    mean = np.asarray(weights).mean(axis=0)
    return {**fit, "cov_coefficients": np.linalg.inv(X.T @ (mean[:, None] * X))}


@lm_fit.misconception(
    "L60",
    "Your cov_coefficients are XᵀX. The covariances of the coefficients are its inverse: the more "
    "samples a coefficient rests on, the smaller its variance.",
    sees=covariance,
)
def not_inverted(y, design, weights=None):
    X = np.asarray(design, dtype=float)
    return {**_fitted(y, design, weights), "cov_coefficients": X.T @ X}


@lm_fit.misconception(
    "L99",
    "You computed the covariance of the estimated coefficients over genes (`np.cov`). What is meant "
    "is how uncertain the coefficients of any one gene are, which the design decides: (XᵀX)⁻¹.",
    sees=covariance,
)
def covariance_over_genes(y, design, weights=None):
    fit = _fitted(y, design, weights)
    return {**fit, "cov_coefficients": np.atleast_2d(np.cov(fit["coefficients"].T))}


@lm_fit.misconception(
    "L71",
    "Your function needs DataFrames: an array has no `.index`, `.loc` or `.to_numpy()`. "
    "`np.asarray(y, dtype=float)` makes an array of either.",
    sees=arrays,
)
def tables_only(y, design, weights=None):
    weights = None if weights is None else weights.to_numpy()
    fit = _fitted(y.to_numpy(), design, weights)
    return {**fit, "sigma": pd.Series(fit["sigma"], index=y.index)}


@lm_fit.misconception(
    "L66",
    "A design with a redundant column has infinitely many best fits. `pinv` and `lstsq` pick one and "
    "say nothing; its coefficients mean nothing. Check the rank first, and raise a ValueError with "
    "the column's name.",
    sees=redundant_column,
)
def any_of_the_fits(y, design, weights=None):
    X, Y = np.asarray(design, dtype=float), np.asarray(y, dtype=float)
    if np.linalg.matrix_rank(X) == X.shape[1]:
        return _fitted(y, design, weights)
    inverse = np.linalg.pinv(X)
    return {
        "coefficients": Y @ inverse.T,
        "stdev_unscaled": np.tile(np.sqrt((inverse**2).sum(axis=1)), (len(Y), 1)),
        "sigma": Y.std(axis=1),
        "df_residual": np.full(len(Y), X.shape[0] - X.shape[1]),
        "cov_coefficients": inverse @ inverse.T,
        "design": design,
    }


@lm_fit.misconception(
    "L16",
    "You drop a redundant column without a word and fit the rest. Where a batch is the group itself, "
    "the group's coefficient then contains the batch, and nobody knows. Raise a ValueError with the "
    "column's name.",
    sees=redundant_column,
)
def column_dropped(y, design, weights=None):
    kept = []
    for name in design.columns:
        if np.linalg.matrix_rank(design[[*kept, name]].to_numpy()) > len(kept):
            kept.append(name)
    return _fitted(y, design[kept], weights)


@lm_fit.misconception(
    "L67",
    "Your error doesn't name a column, so it doesn't help to mend the design. Add one column after "
    "the other: the first that doesn't raise the rank is redundant. Put its name into the message.",
    sees=redundant_column,
)
def singular_matrix(y, design, weights=None):
    X = np.asarray(design, dtype=float)
    if np.linalg.matrix_rank(X) < X.shape[1]:
        raise np.linalg.LinAlgError("Singular matrix")
    return _fitted(y, design, weights)


@lm_fit.misconception(
    "L100",
    "You multiplied the caller's table by the roots of the weights, in place: its values are others "
    "after the call. `y * root` makes a new table, `y *= root` changes the old one.",
    sees=entries,
)
def weighted_in_place(y, design, weights=None):
    fit = _fitted(y, design, weights)
    if weights is not None:
        y *= np.sqrt(np.asarray(weights))
    return fit
