"""Moderated t: every gene's variance borrows from that of all genes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from .counts import as_frame
from .linear_models import Fit
from .robust_prior import fit_prior_robustly
from .variance_prior import fit_prior

PRACTICALLY_INFINITE = 1e6
"""From so many prior degrees of freedom on, all genes share one variance."""


def moderated_t(
    coefficients: pd.DataFrame | npt.ArrayLike,
    stdev_unscaled: pd.DataFrame | npt.ArrayLike,
    sigma: pd.Series | npt.ArrayLike,
    df_residual: pd.Series | npt.ArrayLike,
    s2_prior: float,
    df_prior: float,
) -> tuple[Any, Any, Any, Any]:
    """t-statistics whose variances are moderated by a given prior.

    Parameters
    ----------
    coefficients, stdev_unscaled
        Genes × coefficients, as from `lm_fit`; or (n_genes,) for a single coefficient.
    sigma, df_residual
        Residual standard deviation and degrees of freedom of every gene.
    s2_prior
        Prior variance: what is expected of a gene before looking at it.
    df_prior
        How many degrees of freedom the prior is worth, 0 or more; may be infinite.

    Returns
    -------
    t, p_value : like `coefficients`
        Moderated t and its two-sided p-value.
    s2_post : like `sigma`
        The variances' mean with the prior, weighted by degrees of freedom:
        (df_residual · sigma² + df_prior · s2_prior) / (df_residual + df_prior).
    df_total : like `sigma`
        df_residual + df_prior. Where it is infinite, p comes from the normal distribution.

    Raises
    ------
    ValueError
        If shapes do not fit, or the prior is negative or missing.

    References
    ----------
    .. [1] G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential
       expression in microarray experiments", Stat. Appl. Genet. Mol. Biol. 3, 2004,
       doi:10.2202/1544-6115.1027.
    """
    values, unscaled = (
        np.asarray(coefficients, dtype=float),
        np.asarray(stdev_unscaled, dtype=float),
    )
    s, df = np.asarray(sigma, dtype=float), np.asarray(df_residual, dtype=float)
    df = np.broadcast_to(df, s.shape) if df.ndim == 0 else df
    if values.shape != unscaled.shape or values.shape[:1] != s.shape or s.shape != df.shape:
        raise ValueError(
            f"coefficients {values.shape}, stdev_unscaled {unscaled.shape}, sigma {s.shape} and "
            f"df_residual {df.shape} do not fit each other"
        )
    if not 0 <= s2_prior < np.inf:
        raise ValueError(f"s2_prior must be a finite variance, 0 or more, not {s2_prior}")
    if not df_prior >= 0:
        raise ValueError(f"df_prior must be 0 or more, not {df_prior}")

    s2_post, df_total = _posterior(s**2, df, s2_prior, df_prior), df + df_prior
    t = _t(values, unscaled, s2_post)
    return (
        _like(t, coefficients),
        _like(two_sided(t, df_total), coefficients),
        _like(s2_post, sigma, "s2_post"),
        _like(df_total, sigma, "df_total"),
    )


def _like(values: np.ndarray, model: Any, name: str | None = None) -> Any:
    """The values in the container that the model has."""
    if isinstance(model, pd.DataFrame):
        return as_frame(values, model.index, model.columns)
    if isinstance(model, pd.Series):
        return pd.Series(values, index=model.index.copy(), name=name)
    return values


def _posterior(
    variance: np.ndarray, df: np.ndarray, s2_prior: Any, df_prior: Any
) -> npt.NDArray[np.float64]:
    # Without residual degrees of freedom there is no variance (NaN), and the prior is all.
    data = np.where(df > 0, df * variance, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        post = (data + df_prior * s2_prior) / (df + df_prior)
    return np.where(np.isinf(df_prior), s2_prior, post)


def _t(coefficients: np.ndarray, unscaled: np.ndarray, s2_post: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return (coefficients.T / unscaled.T / np.sqrt(s2_post)).T


def two_sided(t: np.ndarray, df: np.ndarray) -> npt.NDArray[np.float64]:
    """Two-sided p-values of t (n,) or (n, p), with degrees of freedom (n,), perhaps infinite."""
    df = df if t.ndim == 1 else df[:, None]
    below = -np.abs(t)
    if np.isinf(df).any():
        finite = np.where(np.isinf(df), 1, df)
        return 2 * np.where(np.isinf(df), ndtr(below), stdtr(finite, below))
    return 2 * stdtr(df, below)


def e_bayes(
    fit: Mapping[str, Any],
    proportion: float = 0.01,
    stdev_coef_lim: tuple[float, float] = (0.1, 4.0),
    trend: bool = False,
    robust: bool = False,
) -> Fit:
    """Moderate a fit: estimate the prior from all genes, and test every coefficient.

    Parameters
    ----------
    fit
        What `lm_fit` or `contrasts_fit` returns.
    proportion
        Share of the genes that is assumed to be differentially expressed, for ``b``.
    stdev_coef_lim
        Limits of the standard deviation of true log fold changes, for ``b``.
    trend
        Whether the prior variance may depend on the mean expression: for log values without
        weights ("limma-trend").
    robust
        Whether genes whose variance does not fit the prior get a weaker one of their own, so that
        they do not spoil it for the others.

    Returns
    -------
    dict
        The fit, and ``s2_prior`` and ``df_prior`` (the prior), ``s2_post`` and ``df_total``
        (Series), ``t``, ``p_value`` and ``b`` (DataFrames genes × coefficients; ``b`` is the log
        odds of differential expression), ``var_prior`` (Series: variance of true log fold changes
        relative to s2_prior), and ``F`` and ``F_p_value`` (Series: all coefficients at once).
        With `trend`, ``s2_prior`` is a Series over the genes; with `robust`, ``df_prior`` is.

    Raises
    ------
    ValueError
        If no gene has residual degrees of freedom, or an argument is out of range.

    Notes
    -----
    Variances of genes are assumed to scatter around s2_prior like s2_prior · df_prior / χ² with
    df_prior degrees of freedom; mean and variance of the log variances give both [1]_. If they
    scatter no more than the residual degrees of freedom explain, df_prior is infinite and all genes
    share one variance. df_total is df_residual + df_prior, but at most the sum of df_residual over
    all genes.

    References
    ----------
    .. [1] G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential
       expression in microarray experiments", Stat. Appl. Genet. Mol. Biol. 3, 2004,
       doi:10.2202/1544-6115.1027.
    """
    if not 0 < proportion < 1:
        raise ValueError(f"proportion must be between 0 and 1, not {proportion!r}")
    lowest, highest = stdev_coef_lim
    if not 0 < lowest <= highest:
        raise ValueError(f"stdev_coef_lim must be two limits above 0, not {stdev_coef_lim!r}")
    prior = _moderated_variances(fit, trend, robust)
    s2_post, df_total = prior["s2_post"].to_numpy(), prior["df_total"].to_numpy()
    coefficients = fit["coefficients"]
    t = _t(coefficients.to_numpy(), fit["stdev_unscaled"].to_numpy(), s2_post)
    result = {
        **fit,
        **prior,
        "t": _like(t, coefficients),
        "p_value": _like(two_sided(t, df_total), coefficients),
    }
    s2_prior = float(np.nanmedian(prior["s2_prior"]))
    limits = (lowest**2 / s2_prior, highest**2 / s2_prior) if s2_prior > 0 else (0.0, np.inf)
    result["var_prior"] = _prior_variances(result, proportion, limits)
    result["b"] = _log_odds(result, proportion)
    result["F"], result["F_p_value"] = _all_at_once(result)
    return result


def _moderated_variances(
    fit: Mapping[str, Any], trend: bool = False, robust: bool = False
) -> dict[str, Any]:
    """The prior, and what becomes of every gene's variance and degrees of freedom."""
    df, sigma = fit["df_residual"].to_numpy(dtype=float), fit["sigma"].to_numpy(dtype=float)
    if not (df > 0).any():
        raise ValueError(
            "there are no residual degrees of freedom: without replicates no variance can be "
            "estimated"
        )
    covariate = fit["ave_expr"] if trend else None
    estimate: Any = fit_prior_robustly if robust else fit_prior
    s2_prior, df_prior = estimate(sigma**2, df, covariate)
    s2_post = _posterior(sigma**2, df, s2_prior, df_prior)
    return {
        "s2_prior": _like(s2_prior, fit["sigma"], "s2_prior") if trend else s2_prior,
        "df_prior": _like(df_prior, fit["sigma"], "df_prior") if robust else df_prior,
        "s2_post": _like(s2_post, fit["sigma"], "s2_post"),
        "df_total": _like(np.minimum(df + df_prior, df.sum()), fit["sigma"], "df_total"),
    }


def treat(fit: Mapping[str, Any], lfc: float = 1.0) -> Fit:
    """Moderated t-tests of whether log fold changes are larger than a threshold.

    Parameters
    ----------
    fit
        What `lm_fit` or `contrasts_fit` returns.
    lfc
        Threshold of the absolute log fold change, 0 or more: what would be too small to matter.

    Returns
    -------
    dict
        The fit, and ``t`` and ``p_value`` of the hypothesis that the true log fold change is
        between −lfc and lfc, with the prior and the variances that `e_bayes` gives.

    Raises
    ------
    ValueError
        If `lfc` is negative, or no gene has residual degrees of freedom.

    Notes
    -----
    Selecting the genes of an ordinary test whose estimated log fold change exceeds a threshold does
    not control the false discovery rate for true changes above it: estimates that came out large
    by chance pass, too. This test asks the right question [1]_.

    References
    ----------
    .. [1] D. J. McCarthy and G. K. Smyth, "Testing significance relative to a fold-change
       threshold is a TREAT", Bioinformatics 25, 2009, doi:10.1093/bioinformatics/btp053.
    """
    if not 0 <= lfc < np.inf:
        raise ValueError(f"lfc must be a finite number, 0 or more, not {lfc!r}")
    prior = _moderated_variances(fit)
    coefficients = fit["coefficients"]
    values = coefficients.to_numpy()
    errors = fit["stdev_unscaled"].to_numpy() * np.sqrt(prior["s2_post"].to_numpy())[:, None]
    df = prior["df_total"].to_numpy()[:, None]
    above, below = (np.abs(values) - lfc) / errors, (np.abs(values) + lfc) / errors
    changed = {
        "t": _like(np.sign(values) * np.maximum(above, 0), coefficients),
        "p_value": _like(stdtr(df, -above) + stdtr(df, -below), coefficients),
    }
    kept = {name: value for name, value in fit.items() if name not in ("b", "F", "F_p_value")}
    return {**kept, **prior, **changed}


def _prior_variances(
    fit: Mapping[str, Any], proportion: float, limits: tuple[float, float]
) -> pd.Series:
    """Variance of true log fold changes, relative to s2_prior, for every coefficient."""
    t, stdev_unscaled = fit["t"].to_numpy(), fit["stdev_unscaled"].to_numpy()
    df_total = fit["df_total"].to_numpy()
    variances = [
        _prior_variance(t[:, j], stdev_unscaled[:, j], df_total, proportion, limits)
        for j in range(t.shape[1])
    ]
    return pd.Series(variances, index=fit["t"].columns, name="var_prior")


def _prior_variance(
    t: np.ndarray,
    stdev_unscaled: np.ndarray,
    df: np.ndarray,
    proportion: float,
    limits: tuple[float, float],
) -> float:
    """How much the largest |t| exceed what is expected of them without differential expression.

    See section 6.3 of Smyth (2004): the r-th largest |t| of all is matched with the quantile that
    it would have if the given proportion of the genes were differentially expressed.
    """
    known = ~np.isnan(t)
    size, stdev_unscaled, df = np.abs(t[known]), stdev_unscaled[known], df[known]
    n = len(size)
    n_top = int(np.ceil(proportion / 2 * n))
    if n_top < 1:
        return float("nan")
    share = max(n_top / n, proportion)
    most = df.max()
    fewer = df < most
    if fewer.any():  # the same p-value with the degrees of freedom that most genes have
        size = size.copy()
        size[fewer] = _quantile(stdtr(df[fewer], -size[fewer]), most, size[fewer])
    top = np.argsort(-size, kind="stable")[:n_top]
    size, variance = size[top], stdev_unscaled[top] ** 2
    p = two_sided(size, np.full(n_top, most))
    target = ((np.arange(n_top) + 0.5) / n - (1 - share) * p) / share
    excess = np.zeros(n_top)
    above = target > p
    quantile = _quantile(target[above] / 2, most, size[above])
    excess[above] = variance[above] * ((size[above] / quantile) ** 2 - 1)
    return float(np.clip(excess, *limits).mean())


def _quantile(tail: np.ndarray, df: float, fallback: np.ndarray) -> np.ndarray:
    """The t with this much above it; where the tail is too small for a number, the fallback."""
    with np.errstate(divide="ignore"):
        quantile = -stdtrit(df, tail) if np.isfinite(df) else -ndtri(tail)
    return np.where(np.isfinite(quantile), quantile, fallback)


def _log_odds(fit: Mapping[str, Any], proportion: float) -> pd.DataFrame:
    """Log odds that a gene is differentially expressed."""
    t2 = fit["t"].to_numpy() ** 2
    unscaled2 = fit["stdev_unscaled"].to_numpy() ** 2
    ratio = (unscaled2 + fit["var_prior"].to_numpy()) / unscaled2
    df = fit["df_total"].to_numpy()[:, None]
    kernel = (1 + df) / 2 * np.log((t2 + df) / (t2 / ratio + df))
    shared = np.broadcast_to(np.asarray(fit["df_prior"]) > PRACTICALLY_INFINITE, len(t2))
    kernel[shared] = (t2 * (1 - 1 / ratio) / 2)[shared]
    odds = np.log(proportion / (1 - proportion)) - np.log(ratio) / 2 + kernel
    return _like(odds, fit["t"])


def _all_at_once(fit: Mapping[str, Any]) -> tuple[pd.Series, pd.Series]:
    """Moderated F of all coefficients, and its p-value."""
    t = fit["t"]
    whitening = whitened(fit["cov_coefficients"])
    n = whitening.shape[1]
    F = ((t.to_numpy() @ whitening) ** 2).sum(axis=1) / n
    df = f_degrees(fit)
    p_value = np.where(np.isinf(df), chdtrc(n, n * F), fdtrc(n, df, F))
    return (
        pd.Series(F, index=t.index.copy(), name="F"),
        pd.Series(p_value, index=t.index.copy(), name="F_p_value"),
    )


def f_degrees(fit: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    """Degrees of freedom below the line of F: as in limma, those of t without their upper limit."""
    df_prior = np.asarray(fit["df_prior"], dtype=float)
    df_prior = np.where(df_prior > PRACTICALLY_INFINITE, np.inf, df_prior)
    return np.asarray(fit["df_residual"], dtype=float) + df_prior


def whitened(covariance: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Matrix Q such that t @ Q is uncorrelated if the coefficients have this covariance.

    Contrasts that follow from others add nothing: Q has as many columns as are independent.
    """
    values = covariance.to_numpy()
    scale = np.sqrt(np.diag(values))
    roots, vectors = np.linalg.eigh(values / np.outer(scale, scale))
    kept = roots > 1e-8 * roots.max()
    return vectors[:, kept] / np.sqrt(roots[kept])
