"""voom: counts as log values, and how precise each of them is."""

from __future__ import annotations

import warnings
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from .counts import MILLION, as_frame, count_values, effective_sizes, log_cpm_values
from .designs import checked_design
from .lowess import lowess_anchors


class Voom(TypedDict):
    """What `voom` returns.

    Attributes
    ----------
    E
        log2 counts per million, genes × samples.
    weights
        Precision of every value (1 / variance), genes × samples.
    design
        Samples × coefficients.
    lib_size
        Library size of every sample.
    span
        Share of the genes that the trend looks at, at each point.
    points
        Per gene ``mean_log_count`` (mean log2 count) and ``sqrt_sd`` (square root of the residual
        standard deviation): what the trend is fitted to.
    trend
        The fitted trend, with the same columns, sorted by ``mean_log_count``.
    """

    E: pd.DataFrame
    weights: pd.DataFrame
    design: pd.DataFrame
    lib_size: pd.Series
    span: float
    points: pd.DataFrame
    trend: pd.DataFrame


def voom(
    counts: pd.DataFrame,
    design: pd.DataFrame | npt.ArrayLike,
    lib_size: npt.ArrayLike | pd.Series | None = None,
    span: float | None = None,
) -> Voom:
    """Turn counts into log2 counts per million with a precision weight for each.

    Parameters
    ----------
    counts
        Genes × samples: raw counts, of the genes that are expressed.
    design
        Samples × coefficients, as from `design_matrix`.
    lib_size
        Size of every library; the sums of the columns where not given. The product with
        `tmm_factors` corrects for composition.
    span
        Share of the genes that the trend looks at, at each point, above 0 and at most 1. By
        default 0.3 + 0.7 (50 / n_genes)^(1/3), at most 1: fewer genes need a wider look.

    Returns
    -------
    dict
        ``E`` and ``weights`` for `lm_fit`, ``design``, ``lib_size``, ``span``, and ``points`` and
        ``trend`` for the picture of the trend.

    Raises
    ------
    TypeError, ValueError
        If `counts` are not counts, there are fewer than two genes, a sample has no counts, the
        design does not fit or is not of full rank, or `span` is out of range.

    Warns
    -----
    UserWarning
        If the values are fractions: logarithms, counts per million. If there are no replicates:
        then there is no variance to learn from, and all weights are 1.

    Notes
    -----
    A linear model of the log values gives every gene a residual standard deviation. The higher
    the mean log2 count, the smaller it is, down to the biological variation. A lowess curve of the
    square root of that standard deviation on the mean log2 count is the trend. Read off at the log2
    count that the model expects for each value, it gives that value's standard deviation; the
    weight is one over its square, trend ** -4 [1]_.

    References
    ----------
    .. [1] C. W. Law, Y. Chen, W. Shi and G. K. Smyth, "voom: precision weights unlock linear model
       analysis tools for RNA-seq read counts", Genome Biol. 15, 2014, doi:10.1186/gb-2014-15-2-r29.
    """
    values, genes, samples = count_values(counts)
    if len(genes) < 2:
        raise ValueError(f"voom learns from many genes; it needs 2 or more, not {len(genes)}")
    sizes = effective_sizes(values, samples, lib_size)
    table = checked_design(design, samples)
    span = _checked_span(span, len(genes))
    logs = log_cpm_values(values, sizes)
    result: dict[str, Any] = {
        "E": as_frame(logs, genes, samples),
        "design": table,
        "lib_size": pd.Series(sizes, index=samples.copy(), name="lib_size"),
        "span": span,
    }
    if len(samples) <= table.shape[1]:
        warnings.warn(
            f"{len(samples)} samples and {table.shape[1]} coefficients leave no replicates to "
            "learn the precision from: all weights are 1",
            UserWarning,
            stacklevel=2,
        )
        weights, points, trend = np.ones_like(logs), np.empty((0, 2)), np.empty((0, 2))
    else:
        weights, points, trend = _precision(values, logs, sizes, table.to_numpy(), span)
    names = ["mean_log_count", "sqrt_sd"]
    result["weights"] = as_frame(weights, genes, samples)
    result["points"] = pd.DataFrame(points, columns=names)
    if len(points):
        result["points"].index = genes[np.flatnonzero(values.any(axis=1))]
    result["trend"] = pd.DataFrame(trend, columns=names)
    return result  # type: ignore[return-value]


def _checked_span(span: float | None, n_genes: int) -> float:
    if span is None:
        return min(0.3 + 0.7 * (50 / n_genes) ** (1 / 3), 1.0)
    if not 0 < span <= 1:
        raise ValueError(f"span must be above 0 and at most 1, not {span!r}")
    return float(span)


def _precision(
    values: np.ndarray, logs: np.ndarray, sizes: np.ndarray, design: np.ndarray, span: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights, and the points and the trend that they come from."""
    n_samples, n_coefficients = design.shape
    basis = np.linalg.qr(design)[0]
    # One sample after the other in memory, as pandas keeps a table.
    means = basis.T @ logs.T  # coordinates of the fitted values
    residuals = logs.T - basis @ means
    variance = np.einsum("ij,ij->j", residuals, residuals) / (n_samples - n_coefficients)
    to_counts = np.log2((sizes + 1) / MILLION)  # from log2 counts per million to log2 counts
    points = np.column_stack([logs.mean(axis=1) + to_counts.mean(), variance**0.25])
    points = points[values.any(axis=1)]  # genes without a count would bend the trend
    x, y = points[np.argsort(points[:, 0], kind="stable")].T
    trend = lowess_anchors(x, y, span, skip=0.01 * (x[-1] - x[0]))
    weights = _weights(means, basis, to_counts, *trend)
    return weights, points, np.column_stack(trend)


def _weights(
    means: np.ndarray, basis: np.ndarray, to_counts: np.ndarray, x: np.ndarray, y: np.ndarray
) -> npt.NDArray[np.float64]:
    """The trend at every value's expected log2 count, to the power of −4.

    Samples with the same row of the design expect the same log values, apart from their library
    size: these are sorted once for all of them.
    """
    # Straight pieces of the trend, each from its left end; constant beyond the ends.
    slopes = np.concatenate([[0], np.diff(y) / np.diff(x), [0]])
    starts, heights = np.concatenate([[x[0]], x]), np.concatenate([[y[0]], y])
    weights = np.empty((len(basis), means.shape[1]))
    rows, same = np.unique(np.round(basis, 12), axis=0, return_inverse=True)
    for i in range(len(rows)):
        members = np.flatnonzero(same.reshape(-1) == i)
        expected = basis[members[0]] @ means
        order = np.argsort(expected)
        expected = expected[order]
        for sample in members:
            shift = to_counts[sample]
            pieces = np.diff(np.searchsorted(expected, x - shift), prepend=0, append=len(order))
            found = expected - np.repeat(starts - shift, pieces)
            found *= np.repeat(slopes, pieces)
            found += np.repeat(heights, pieces)
            found *= found
            found *= found
            weights[sample, order] = 1 / found
    return weights.T
