"""What the residual variances of all genes tell about the variance of one."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, polygamma

LEAST_VARIANCE = 1e-5
"""Residual variances below this part of their median are taken for rounding."""
NEWTON_STEPS = 50


def fit_prior(variance: npt.ArrayLike, df: npt.ArrayLike) -> tuple[float, float]:
    """Prior variance and its degrees of freedom, from the variances of all genes.

    Parameters
    ----------
    variance
        Residual variances (n_genes,).
    df
        Their degrees of freedom (n_genes,). Genes with none do not count.

    Returns
    -------
    s2_prior, df_prior : float

    Raises
    ------
    ValueError
        If no gene has a finite variance and degrees of freedom.
    """
    s2, half = np.asarray(variance, dtype=float), np.asarray(df, dtype=float) / 2
    usable = np.isfinite(s2) & np.isfinite(half) & (half > 0)
    s2, half = s2[usable], half[usable]
    if not len(s2):
        raise ValueError("no gene has a finite residual variance")
    if len(s2) == 1:
        return float(s2[0]), 0.0
    s2 = _without_zeros(s2)
    log_variance = np.log(s2) - digamma(half) + np.log(half)
    excess = log_variance.var(ddof=1) - polygamma(1, half).mean()
    if excess <= 0:
        return float(s2.mean()), np.inf
    df_prior = 2 * _inverse_trigamma(float(excess))
    half_prior = df_prior / 2
    s2_prior = np.exp(log_variance.mean() + digamma(half_prior) - np.log(half_prior))
    return float(s2_prior), float(df_prior)


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
