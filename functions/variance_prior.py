"""What the residual variances of all genes tell about the variance of one."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, polygamma

LEAST_VARIANCE = 1e-5
"""Residual variances below this part of their median are taken for rounding."""
NEWTON_STEPS = 50


def fit_prior(
    variance: npt.ArrayLike, df: npt.ArrayLike, covariate: npt.ArrayLike | None = None
) -> tuple[Any, float]:
    """Prior variance and its degrees of freedom, from the variances of all genes.

    Parameters
    ----------
    variance
        Residual variances (n_genes,).
    df
        Their degrees of freedom (n_genes,). Genes with none do not count.
    covariate
        What the prior variance may depend on (n_genes,), as the genes' mean expression.

    Returns
    -------
    s2_prior : float, or ndarray (n_genes,) with a covariate
    df_prior : float

    Raises
    ------
    ValueError
        If no gene has a finite variance and degrees of freedom.
    """
    s2, half = np.asarray(variance, dtype=float), np.asarray(df, dtype=float) / 2
    usable = np.isfinite(s2) & np.isfinite(half) & (half > 0)
    x = None if covariate is None else np.asarray(covariate, dtype=float)
    if x is not None:
        usable &= np.isfinite(x)
    s2, half = s2[usable], half[usable]
    if not len(s2):
        raise ValueError("no gene has a finite residual variance")
    if len(s2) == 1:
        return (float(s2[0]) if x is None else np.full(len(usable), s2[0])), 0.0
    s2 = _without_zeros(s2)
    log_variance = np.log(s2) - digamma(half) + np.log(half)
    level, scatter = _level_and_scatter(log_variance, x, usable)
    excess = scatter - polygamma(1, half).mean()
    if excess <= 0:
        return (float(s2.mean()) if x is None else np.exp(level)), np.inf
    df_prior = 2 * _inverse_trigamma(float(excess))
    half_prior = df_prior / 2
    return np.exp(level + digamma(half_prior) - np.log(half_prior)), float(df_prior)


def _level_and_scatter(
    log_variance: np.ndarray, x: np.ndarray | None, usable: np.ndarray
) -> tuple[Any, float]:
    """Mean of the log variances, or its natural spline on x for every gene, and their variance."""
    n = len(log_variance)
    n_terms = 1 if x is None else min(1 + (n >= 3) + (n >= 6) + (n >= 30), len(set(x[usable])))
    if x is None:
        return float(log_variance.mean()), float(log_variance.var(ddof=1))
    if n_terms < 2:
        return np.full(len(usable), log_variance.mean()), float(log_variance.var(ddof=1))
    knots = np.unique(np.quantile(x[usable], np.linspace(0, 1, n_terms)))
    basis = _natural_spline(x[usable], knots)
    weights = np.linalg.lstsq(basis, log_variance, rcond=None)[0]
    residuals = log_variance - basis @ weights
    level = np.full(len(usable), np.nan)
    known = np.isfinite(x)
    level[known] = _natural_spline(x[known], knots) @ weights
    return level, float(residuals @ residuals / (n - len(knots)))


def _natural_spline(x: np.ndarray, knots: np.ndarray) -> npt.NDArray[np.float64]:
    """Cubic between the knots, straight outside: as many terms (columns) as knots."""
    low, span = knots[0], knots[-1] - knots[0]
    x, knots = (x - low) / span, (knots - low) / span
    cubes = np.maximum(x[:, None] - knots, 0) ** 3
    slopes = (cubes[:, :-1] - cubes[:, -1:]) / (1 - knots[:-1])
    return np.column_stack([np.ones(len(x)), x, slopes[:, :-1] - slopes[:, -1:]])


def _without_zeros(variance: np.ndarray) -> np.ndarray:
    """Variances with those next to nothing raised, so that all have a logarithm."""
    median = np.median(variance)
    if median == 0:
        warnings.warn(
            "more than half of the residual variances are exactly 0: the moderation is unreliable",
            UserWarning,
            stacklevel=4,
        )
        median = 1.0
    elif (variance == 0).any():
        warnings.warn(
            f"{np.count_nonzero(variance == 0)} residual variances are exactly 0: they are raised "
            "a little for the prior",
            UserWarning,
            stacklevel=4,
        )
    return np.maximum(variance, LEAST_VARIANCE * median)


def _inverse_trigamma(value: float) -> float:
    """Solution x of trigamma(x) = value, by Newton's method on 1 / trigamma, which is nearly linear."""
    if value > 1e7:
        return value**-0.5
    if value < 1e-6:
        return 1 / value
    x = 0.5 + 1 / value
    for _ in range(NEWTON_STEPS):
        trigamma = float(polygamma(1, x))
        step = trigamma * (1 - trigamma / value) / float(polygamma(2, x))
        x += step
        if -step / x < 1e-8:
            break
    return x
