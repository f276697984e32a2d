"""Linear models of all genes at once, and contrasts of their coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .counts import as_frame
from .designs import checked_design, independent_columns
from .validation import require_not_infinite

BLOCK_GENES = 2048
"""Genes that are worked on at a time: their values stay in a processor's cache."""
NEARLY_SINGULAR = 1e-8
"""Below this, what is left of a weighted column without those before it may be rounding."""
ORTHOGONAL = 1e-12

Fit = dict[str, Any]
"""A fitted model: see `lm_fit` for its entries."""


def lm_fit(
    y: pd.DataFrame | npt.ArrayLike,
    design: pd.DataFrame | npt.ArrayLike,
    weights: pd.DataFrame | npt.ArrayLike | None = None,
) -> Fit:
    """Fit a linear model to every gene by (weighted) least squares.

    Parameters
    ----------
    y
        Log values, genes × samples. A missing value is left out of its gene.
    design
        Samples × coefficients, as from `design_matrix`. Rows with the samples' names may be in
        another order.
    weights
        Precision of every value, genes × samples, as from `voom`; or one weight per sample. A
        value whose weight is 0, negative or missing is left out.

    Returns
    -------
    dict
        ``coefficients`` and ``stdev_unscaled`` (DataFrames genes × coefficients; the standard
        error of a coefficient is its ``stdev_unscaled`` times the gene's standard deviation),
        ``sigma`` (Series: residual standard deviation), ``df_residual`` (Series), ``ave_expr``
        (Series: mean of the values, unweighted), ``cov_coefficients`` (DataFrame, coefficients ×
        coefficients: covariances without weights and without the variance), ``design``, and
        ``weights`` (genes × samples, 0 where a value was left out; None where all count alike).
        Where the values of a gene do not determine a coefficient, it is NaN; so is ``sigma``
        without residual degrees of freedom.

    Raises
    ------
    ValueError
        If shapes do not fit, a value is infinite, or the design is not of full rank; the message
        names a redundant column.

    Notes
    -----
    With weights, every gene has normal equations of its own. One matrix product of the weights
    with the products of any two columns of the design sets all of them up. The columns are made
    orthonormal first, so that not much is lost by forming the equations.
    """
    table = y if isinstance(y, pd.DataFrame) else pd.DataFrame(_matrix(y, "y"))
    design = checked_design(design, table.columns)
    # One sample after the other in memory, as pandas keeps a table: (n_samples, n_genes).
    values = np.ascontiguousarray(table.to_numpy(dtype=float, na_value=np.nan).T)
    mean = values.mean(axis=0)
    precision = None if weights is None else _checked_weights(weights, table)
    if not np.isfinite(mean).all():
        require_not_infinite(values.T, table.index)
        mean = pd.DataFrame(values.T).mean(axis=1).to_numpy()
        missing = np.isnan(values)
        precision = np.where(missing, 0.0, 1.0 if precision is None else precision)
        values = np.where(missing, 0.0, values)

    columns = design.to_numpy()
    fit = (
        _fit_alike(values, columns) if precision is None else _fit_each(values, precision, columns)
    )
    genes, names = table.index, design.columns
    coefficients, stdev_unscaled, sigma, df_residual = fit
    inverse = np.linalg.inv(np.linalg.qr(columns)[1])
    return {
        "coefficients": as_frame(coefficients.T, genes, names),
        "stdev_unscaled": as_frame(stdev_unscaled.T, genes, names),
        "sigma": pd.Series(sigma, index=genes.copy(), name="sigma"),
        "df_residual": pd.Series(df_residual, index=genes.copy(), name="df_residual"),
        "ave_expr": pd.Series(mean, index=genes.copy(), name="ave_expr"),
        "cov_coefficients": as_frame(inverse @ inverse.T, names, names),
        "design": design,
        "weights": None if precision is None else as_frame(precision.T, genes, table.columns),
    }


def _matrix(values: Any, name: str) -> npt.NDArray[np.float64]:
    matrix = np.asarray(values, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"{name} must be genes × samples, not {matrix.ndim}-dimensional")
    return matrix


def _checked_weights(weights: Any, table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Weights (n_samples, n_genes); 0 for values to be left out."""
    if isinstance(weights, pd.DataFrame):
        if not (weights.index.equals(table.index) and weights.columns.equals(table.columns)):
            same = weights.shape == table.shape and (
                set(weights.index) == set(table.index)
                and set(weights.columns) == set(table.columns)
            )
            if not same:
                raise ValueError("the weights must have the genes and samples that y has")
            weights = weights.loc[table.index, table.columns]
        given = weights.to_numpy(dtype=float, na_value=np.nan).T
    else:
        given = np.asarray(weights, dtype=float)
        if given.shape == (table.shape[1],) != table.shape:
            given = np.broadcast_to(given[:, None], table.shape[::-1])
        elif given.shape == table.shape:
            given = given.T
        else:
            raise ValueError(f"weights {given.shape} do not fit values {table.shape}")
    if np.isinf(given).any():
        sample = int(np.argwhere(np.isinf(given))[0][0])
        raise ValueError(f"sample {table.columns[sample]!r} has an infinite weight")
    usable = given > 0
    return np.ascontiguousarray(given) if usable.all() else np.where(usable, given, 0.0)


def _fit_alike(values: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, ...]:
    """Coefficients, unscaled standard deviations, sigma and residual degrees of freedom."""
    basis, triangle = np.linalg.qr(columns)
    inverse = np.linalg.inv(triangle)
    inside = basis.T @ values
    residuals = values - basis @ inside
    n_genes, df = values.shape[1], len(columns) - columns.shape[1]
    stdev_unscaled = np.sqrt((inverse**2).sum(axis=1))
    sums = np.einsum("ij,ij->j", residuals, residuals)
    return (
        inverse @ inside,
        np.repeat(stdev_unscaled[:, None], n_genes, axis=1),
        np.sqrt(sums / df) if df else np.full(n_genes, np.nan),
        np.full(n_genes, float(df)),
    )


def _fit_each(
    values: np.ndarray, weights: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The same with weights, where every gene has equations of its own."""
    p, n_genes = columns.shape[1], values.shape[1]
    basis, triangle = np.linalg.qr(columns)
    inverse = np.linalg.inv(triangle)
    coefficients, stdev_unscaled = np.empty((2, p, n_genes))
    sums, singular = np.empty(n_genes), np.zeros(n_genes, dtype=bool)
    for start in range(0, n_genes, BLOCK_GENES):
        block = slice(start, start + BLOCK_GENES)
        y, w = values[:, block], weights[:, block]
        factor, singular[block] = _cholesky(_cross_products(w, basis))
        inside = _solve(factor, basis.T @ (w * y))
        coefficients[:, block] = inverse @ inside
        stdev_unscaled[:, block] = _unscaled(factor, inverse)
        residuals = y - basis @ inside
        residuals *= residuals
        sums[block] = np.einsum("ij,ij->j", w, residuals)

    used = np.count_nonzero(weights, axis=0).astype(float)
    df = used - p
    for gene in np.flatnonzero(singular):
        sums[gene], rank = _fit_one(
            values[:, gene],
            weights[:, gene],
            columns,
            coefficients[:, gene],
            stdev_unscaled[:, gene],
        )
        df[gene] = used[gene] - rank
    sigma = np.sqrt(np.where(df > 0, sums / np.maximum(df, 1), np.nan))
    return coefficients, stdev_unscaled, sigma, df


def _cross_products(weights: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Xᵀ W X of every gene: (p, p, n_genes), the lower triangle only."""
    p = basis.shape[1]
    rows, others = np.tril_indices(p)
    cross = np.zeros((p, p, weights.shape[1]))
    cross[rows, others] = (basis[:, rows] * basis[:, others]).T @ weights
    return cross


def _cholesky(cross: np.ndarray) -> tuple[np.ndarray, npt.NDArray[np.bool_]]:
    """Factor L of every gene's equations, L Lᵀ, and which genes' are (nearly) singular."""
    p = len(cross)
    factor = np.zeros_like(cross)
    singular = np.zeros(cross.shape[2], dtype=bool)
    for j in range(p):
        pivot = cross[j, j] - (factor[j, :j] ** 2).sum(axis=0)
        bad = ~(pivot > NEARLY_SINGULAR * cross[j, j])
        singular |= bad
        factor[j, j] = np.sqrt(np.where(bad, 1, pivot))
        for i in range(j + 1, p):
            rest = cross[i, j] - (factor[i, :j] * factor[j, :j]).sum(axis=0)
            factor[i, j] = rest / factor[j, j]
    return factor, singular


def _solve(factor: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solution of L Lᵀ x = right for every gene."""
    x = _forward(factor, right)
    for j in range(len(x))[::-1]:
        x[j] = (x[j] - (factor[j + 1 :, j] * x[j + 1 :]).sum(axis=0)) / factor[j, j]
    return x


def _forward(factor: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solution of L x = right for every gene."""
    x = np.array(right)
    for j in range(len(x)):
        x[j] = (x[j] - (factor[j, :j] * x[:j]).sum(axis=0)) / factor[j, j]
    return x


def _unscaled(factor: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Square root of r (L Lᵀ)⁻¹ rᵀ for every row r and every gene: (n_rows, n_genes)."""
    n_genes = factor.shape[2]
    unscaled = np.empty((len(rows), n_genes))
    for j, row in enumerate(rows):
        solved = _forward(factor, np.repeat(row[:, None], n_genes, axis=1))
        unscaled[j] = np.sqrt((solved**2).sum(axis=0))
    return unscaled


def _fit_one(
    y: np.ndarray,
    weights: np.ndarray,
    columns: np.ndarray,
    coefficients: np.ndarray,
    stdev_unscaled: np.ndarray,
) -> tuple[float, int]:
    """One gene that lacks values: fills in what they determine; residual sum of squares, rank.

    Of columns that these values cannot tell apart, the first is kept, as R does.
    """
    used = weights > 0
    root = np.sqrt(weights[used])
    weighted = columns[used] * root[:, None]
    kept = independent_columns(weighted)
    coefficients[:] = stdev_unscaled[:] = np.nan
    if not kept:
        return 0.0, 0
    basis, triangle = np.linalg.qr(weighted[:, kept])
    inverse = np.linalg.inv(triangle)
    inside = basis.T @ (y[used] * root)
    coefficients[kept] = inverse @ inside
    stdev_unscaled[kept] = np.sqrt((inverse**2).sum(axis=1))
    residuals = y[used] * root - basis @ inside
    return float(residuals @ residuals), len(kept)


def contrasts_fit(
    fit: Mapping[str, Any], contrasts: pd.Series | pd.DataFrame | npt.ArrayLike, exact: bool = False
) -> Fit:
    """Turn the coefficients of a fit into contrasts of them.

    Parameters
    ----------
    fit
        What `lm_fit` returns.
    contrasts
        A contrast as from `make_contrast`, or a DataFrame with one per column; indexed by the names
        of the coefficients.
    exact
        Whether the standard errors use each gene's own covariances. By default they use the
        correlations without weights, as limma does: exact without weights, and with weights for a
        design of cell means; an approximation for other designs with weights.

    Returns
    -------
    dict
        A fit whose ``coefficients``, ``stdev_unscaled`` and ``cov_coefficients`` are those of the
        contrasts.

    Raises
    ------
    ValueError
        If the contrasts do not have the coefficients of the fit, or a weight is missing.
    """
    coefficients = fit["coefficients"]
    table = _checked_contrasts(contrasts, coefficients.columns)
    c = table.to_numpy()
    covariance = fit["cov_coefficients"].to_numpy()
    values = coefficients.to_numpy()
    unknown = np.isnan(values).astype(float) @ (c != 0) > 0
    values = np.nan_to_num(values) @ c
    if exact and fit.get("weights") is not None:
        stdev_unscaled = _exact_stdev(fit, c)
    else:
        stdev_unscaled = _stdev(np.nan_to_num(fit["stdev_unscaled"].to_numpy()), covariance, c)
    values[unknown] = stdev_unscaled[unknown] = np.nan
    changed = {
        "coefficients": as_frame(values, coefficients.index, table.columns),
        "stdev_unscaled": as_frame(stdev_unscaled, coefficients.index, table.columns),
        "cov_coefficients": as_frame(c.T @ covariance @ c, table.columns, table.columns),
        "contrasts": table,
    }
    return {**fit, **changed}


def _checked_contrasts(contrasts: Any, names: pd.Index) -> pd.DataFrame:
    """Coefficients × contrasts, the rows in the fit's order."""
    if isinstance(contrasts, pd.Series):
        contrasts = contrasts.to_frame("contrast" if contrasts.name is None else contrasts.name)
    elif not isinstance(contrasts, pd.DataFrame):
        matrix = np.asarray(contrasts, dtype=float)
        matrix = matrix[:, None] if matrix.ndim == 1 else matrix
        if matrix.ndim != 2 or len(matrix) != len(names):
            raise ValueError(
                f"contrasts {matrix.shape} do not fit the {len(names)} coefficients of the fit"
            )
        contrasts = pd.DataFrame(matrix, index=names)
    if set(contrasts.index) != set(names) or len(contrasts) != len(names):
        raise ValueError(
            f"the contrasts are of {', '.join(map(str, contrasts.index))}, but the fit has the "
            f"coefficients {', '.join(map(str, names))}"
        )
    table = contrasts.loc[names].astype(float)
    if not np.isfinite(table.to_numpy()).all():
        raise ValueError("every contrast must have a finite weight for every coefficient")
    return table


def _stdev(stdev_unscaled: np.ndarray, covariance: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Unscaled standard deviations of contrasts, every gene with the same correlations."""
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    if np.abs(np.tril(correlation, -1)).sum() < ORTHOGONAL:
        return np.sqrt(stdev_unscaled**2 @ c**2)
    root = np.linalg.cholesky(correlation).T
    combined = np.stack([(stdev_unscaled * column) @ root.T for column in c.T], axis=1)
    return np.sqrt((combined**2).sum(axis=2))


def _exact_stdev(fit: Mapping[str, Any], c: np.ndarray) -> np.ndarray:
    """The same from every gene's own weights."""
    columns = fit["design"].to_numpy()
    basis, triangle = np.linalg.qr(columns)
    rows = np.linalg.solve(triangle.T, c).T  # Rᵀ a = c
    weights = np.ascontiguousarray(fit["weights"].to_numpy().T)
    factor, singular = _cholesky(_cross_products(weights, basis))
    stdev_unscaled = _unscaled(factor, rows).T
    stdev_unscaled[singular] = np.nan
    return stdev_unscaled
