"""Distances between genes, all pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData, check_data_model
from .validation import first_name, one_of, require_finite

METRICS = ("euclidean", "correlation")
BLOCK_ROWS = 64
NEARLY_EQUAL = 1e-6
"""Squared distances below this part of |a|² + |b|² have lost more digits than we can spare."""


def vectorized_dist(data: ExpressionData, metric: str = "euclidean") -> npt.NDArray[np.float64]:
    """Distances between all pairs of genes, as a condensed vector.

    Parameters
    ----------
    data
        The data dictionary, n genes.
    metric
        ``"euclidean"``, or ``"correlation"``: 1 − Pearson's r.

    Returns
    -------
    ndarray (n(n − 1)/2,)
        Distances of the pairs (0, 1), (0, 2), …, (1, 2), …: what
        `scipy.cluster.hierarchy.linkage` expects. `scipy.spatial.distance.squareform` turns it
        into a square matrix. Empty for a single gene.

    Raises
    ------
    ValueError
        If the metric is another, a gene has a missing or infinite value, or, for the
        correlation, a gene is constant.

    Notes
    -----
    1 − r is half the squared Euclidean distance of the centred genes, each scaled to length 1.
    """
    check_data_model(data)
    one_of(metric, "metric", METRICS)
    genes = data["genes"].index
    points = data["expression"].astype(float)
    require_finite(points, genes, "distances")
    if metric == "correlation":
        points = _unit_rows(points, genes)
    squared = squared_distances(points)
    # In place, since the vector can be larger than everything else together.
    if metric == "euclidean":
        return np.sqrt(squared, out=squared)
    return np.divide(squared, 2, out=squared)


def _unit_rows(points: npt.NDArray[np.float64], genes: pd.Index) -> npt.NDArray[np.float64]:
    constant = (points == points[:, :1]).all(axis=1)
    if constant.any():
        raise ValueError(
            f"gene {first_name(genes, constant)!r} is constant, so it has no correlation "
            f"({np.count_nonzero(constant)} such genes in all): remove constant genes first"
        )
    centred = points - points.mean(axis=1, keepdims=True)
    return centred / np.linalg.norm(centred, axis=1, keepdims=True)


def squared_distances(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Squared Euclidean distances between all pairs of rows, condensed.

    Parameters
    ----------
    points
        (n, d).

    Returns
    -------
    ndarray (n(n − 1)/2,)

    Notes
    -----
    |a − b|² = |a|² + |b|² − 2 a·b, where one matrix product gives all the a·b. The difference of
    large numbers loses digits when a and b are close: those pairs are computed again from a − b.
    Blocks of rows keep the memory at a few rows of the square matrix.
    """
    n = len(points)
    # Distances do not depend on the origin, and less is lost with an origin amid the points. A
    # whole-numbered one keeps whole-numbered data exact.
    moved = points - np.rint(points.mean(axis=0)) if n else points
    norms = np.einsum("ij,ij->i", moved, moved)
    condensed = np.empty(n * (n - 1) // 2)
    filled = 0
    for start in range(0, n, BLOCK_ROWS):
        products = -2 * moved[start : start + BLOCK_ROWS] @ moved[start:].T
        for i, row in enumerate(products, start):
            row = row[i + 1 - start :]
            scale = norms[i] + norms[i + 1 :]
            row += scale
            close = np.flatnonzero(row <= NEARLY_EQUAL * scale)
            if len(close):
                difference = points[i + 1 + close] - points[i]
                row[close] = np.einsum("ij,ij->i", difference, difference)
            condensed[filled : filled + len(row)] = row
            filled += len(row)
    return condensed
