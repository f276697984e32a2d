"""A prior variance that a few genes of wild variance do not spoil."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaln, chdtrc, fdtr, fdtrc, fdtri, gammaincinv, gammaln, hyp2f1

from .lowess import lowess_anchors
from .variance_prior import fit_prior

TAILS = (0.05, 0.1)
"""Shares of the smallest and the largest log variances that are pulled in."""
NODES = 128
"""Points of the quadrature."""
BISECTIONS = 50
SMALLEST_SHARE = 1e-12
"""Residual variances below this part of their median are raised to it."""


def fit_prior_robustly(
    variance: npt.ArrayLike, df: npt.ArrayLike, covariate: npt.ArrayLike | None = None
) -> tuple[Any, npt.NDArray[np.float64]]:
    """Prior variance, and degrees of freedom that are fewer for genes that do not fit it.

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
    df_prior : ndarray (n_genes,)

    Raises
    ------
    ValueError
        If no gene has a finite variance and degrees of freedom, or most are 0.

    Notes
    -----
    Mean and variance of the log variances, both with their tails pulled in, are matched with those
    that the F distribution would have [1]_. A gene whose variance is larger than its rank allows is
    an outlier with some probability; the more so, the fewer degrees of freedom its prior gets.

    References
    ----------
    .. [1] B. Phipson, S. Lee, I. J. Majewski, W. S. Alexander and G. K. Smyth, "Robust
       hyperparameter estimation protects against hypervariable genes and improves power to detect
       differential expression", Ann. Appl. Stat. 10, 2016, doi:10.1214/16-AOAS920.
    """
    s2, freedom = np.asarray(variance, dtype=float), np.asarray(df, dtype=float)
    x = None if covariate is None else np.asarray(covariate, dtype=float)
    usable = np.isfinite(s2) & np.isfinite(freedom) & (freedom > 1e-6)
    if x is not None:
        usable &= np.isfinite(x)
    if np.count_nonzero(usable) < 3:
        s2_prior, shared = fit_prior(s2, freedom, x)
        return s2_prior, np.full(len(s2), shared)
    level, common, own = _fit(s2[usable], freedom[usable], None if x is None else x[usable])
    df_prior = np.full(len(s2), common)
    df_prior[usable] = own
    if x is None:
        return float(np.exp(level[0])), df_prior
    order = np.argsort(x[usable])
    everywhere = np.interp(x, x[usable][order], level[order])
    everywhere[usable] = level
    return np.exp(everywhere), df_prior


def _fit(
    s2: np.ndarray, df: np.ndarray, x: np.ndarray | None
) -> tuple[np.ndarray, float, np.ndarray]:
    """Log prior variances, the common prior degrees of freedom, and those of every gene."""
    median = np.median(s2)
    if median <= 0:
        raise ValueError("more than half of the residual variances are 0")
    if (s2 < SMALLEST_SHARE * median).any():
        warnings.warn(
            "some residual variances are next to 0: they are raised a little for the prior",
            UserWarning,
            stacklevel=5,
        )
        s2 = np.maximum(s2, SMALLEST_SHARE * median)
    plain_s2, plain_df = fit_prior(s2, df, x)
    s2, most = _with_equal_df(s2, df, plain_s2, plain_df), float(df.max())

    z = np.log(s2)
    trend = np.full(len(z), _trimmed_mean(z, TAILS[1])) if x is None else _smooth(x, z)
    limits = np.quantile(z - trend, [TAILS[0], 1 - TAILS[1]])
    pulled = np.clip(z - trend, *limits)
    common = _match_scatter(float(pulled.var(ddof=1)), most, plain_df)
    level = trend + pulled.mean() - _pulled_moments(most, common)[0]
    return level, common, _shrink(np.exp(z - level), most, common)


def _with_equal_df(s2: np.ndarray, df: np.ndarray, prior: Any, df_prior: float) -> np.ndarray:
    """Variances with the same tail probability at the largest of the degrees of freedom."""
    fewer = df < df.max() - 1e-14
    if not fewer.any():
        return s2
    scale = np.broadcast_to(prior, s2.shape)[fewer]
    ratio, few, below = s2[fewer] / scale, df[fewer], min(df_prior, 1e10)
    lower, upper = fdtr(few, below, ratio), fdtrc(few, below, ratio)
    # The inverse by the smaller tail; swapping the degrees of freedom turns one into the other.
    by_lower = fdtri(df.max(), below, lower)
    by_upper = 1 / fdtri(below, df.max(), upper)
    changed = s2.copy()
    changed[fewer] = np.where(upper < lower, by_upper, by_lower) * scale
    return changed


def _trimmed_mean(values: np.ndarray, share: float) -> float:
    cut = int(len(values) * share)
    return float(np.sort(values)[cut : len(values) - cut].mean())


def _smooth(x: np.ndarray, z: np.ndarray) -> npt.NDArray[np.float64]:
    order = np.argsort(x, kind="stable")
    skip = 0.01 * (x.max() - x.min())
    return np.interp(x, *lowess_anchors(x[order], z[order], 0.4, n_robust=3, skip=skip))


def _pulled_moments(df: float, df_prior: float) -> tuple[float, float]:
    """Mean and variance of log F with its tails pulled in, by Gauss–Legendre quadrature."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    nodes, weights = (nodes + 1) / 2, weights / 2
    ends = _f_quantile(np.array([TAILS[0], 1 - TAILS[1]]), df, df_prior)
    # On the scale F / (1 + F), which is between 0 and 1.
    low, high = ends / (1 + ends)
    share = low + (high - low) * nodes
    f = share / (1 - share)
    mass = (high - low) * weights * _f_density(f, df, df_prior) / (1 - share) ** 2
    z, z_ends, tails = np.log(f), np.log(ends), np.array(TAILS)
    mean = float(mass @ z + z_ends @ tails)
    return mean, float(mass @ (z - mean) ** 2 + (z_ends - mean) ** 2 @ tails)


def _f_quantile(p: np.ndarray, df: float, df_prior: float) -> npt.NDArray[np.float64]:
    if np.isfinite(df_prior):
        return fdtri(df, df_prior, p)
    return 2 * gammaincinv(df / 2, p) / df


def _f_density(f: np.ndarray, df: float, df_prior: float) -> npt.NDArray[np.float64]:
    a, b = df / 2, df_prior / 2
    if np.isinf(b):
        return np.exp(a * np.log(a) + (a - 1) * np.log(f) - a * f - gammaln(a))
    log_odds = a * np.log(df / df_prior) + (a - 1) * np.log(f)
    return np.exp(log_odds - (a + b) * np.log1p(f * df / df_prior) - betaln(a, b))


def _match_scatter(scatter: float, df: float, lowest: float) -> float:
    """Prior degrees of freedom for which log F has this variance; not below the plain estimate."""
    # On the scale df / (1 + df), which is between 0 and 1; the variance falls along it.
    low = lowest / (1 + lowest) if np.isfinite(lowest) else 1.0
    high = 1.0
    if scatter <= _pulled_moments(df, np.inf)[1]:
        return np.inf
    if low == 1 or scatter >= _pulled_moments(df, lowest)[1]:
        return lowest
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if scatter < _pulled_moments(df, middle / (1 - middle))[1]:
            low = middle
        else:
            high = middle
    return low / (1 - low)


def _shrink(ratio: np.ndarray, df: float, common: float) -> npt.NDArray[np.float64]:
    """Prior degrees of freedom of every gene, fewer the more its F is an outlier."""
    n = len(ratio)
    # Genes with the same counts tie, whatever the last digits of their variances are.
    ranks = pd.Series(np.log(ratio).round(12)).rank().to_numpy()
    log_expected = np.log((n - ranks + 0.5) / n)
    if np.isinf(common):
        log_tail = np.log(np.maximum(chdtrc(df, ratio * df), np.finfo(float).tiny))
        regular = np.exp(np.minimum(log_tail - log_expected, 0))
        own = np.where(regular < 1, regular * n * df, np.inf)
        order = np.argsort(log_tail, kind="stable")
        own[order] = np.maximum.accumulate(own[order])
        return own
    log_tail = _log_f_tail(ratio, df, common)
    log_regular = np.minimum(log_tail - log_expected, 0)
    if not (log_regular < 0).any():
        return np.full(n, common)
    regular, irregular = np.exp(log_regular), -np.expm1(log_regular)
    # What the largest F would need to lie at its median.
    outlier = np.log(0.5) / log_tail.min() * common
    outlier *= np.log(0.5) / _log_f_tail(ratio.max(), df, outlier)
    own = regular * common + irregular * outlier
    order = np.argsort(log_tail, kind="stable")
    sorted_own = own[order]
    means = np.cumsum(sorted_own) / np.arange(1, n + 1)
    lowest = int(means.argmin())
    sorted_own[: lowest + 1] = means[lowest]
    own[order] = np.maximum.accumulate(sorted_own)
    return own


def _log_f_tail(f: Any, df: float, df_prior: float) -> Any:
    """Logarithm of the upper tail of F, where the tail itself may be too small for a number."""
    f = np.asarray(f, dtype=float)
    tail = fdtrc(df, df_prior, f)
    a, b = df_prior / 2, df / 2
    x = df_prior / (df_prior + df * f)
    with np.errstate(divide="ignore", invalid="ignore"):
        series = a * np.log(x) + b * np.log1p(-x) - np.log(a) - betaln(a, b)
        series = series + np.log(hyp2f1(a + b, 1, a + 1, x))
        return np.where(tail > 1e-280, np.log(np.maximum(tail, 1e-300)), series)
