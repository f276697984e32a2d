"""How well items lie in their clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def silhouette(dist_matrix: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """Mean silhouette width of a clustering.

    Parameters
    ----------
    dist_matrix
        Square matrix (n, n) of distances.
    labels
        Cluster of every item (n,); two clusters or more.

    Returns
    -------
    float
        Mean over the items of (b − a) / max(a, b), with a the mean distance to the other members
        of the own cluster, and b to the members of the nearest other cluster: near 1 where
        clusters are compact and apart, below 0 where items lie closer to another cluster. An item
        alone in its cluster counts 0.

    Raises
    ------
    ValueError
        If the matrix is not square or holds a missing, infinite or negative value, the labels
        do not fit, one is missing, or there are fewer than two clusters.

    References
    ----------
    .. [1] P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of
       cluster analysis", J. Comput. Appl. Math. 20, 1987, doi:10.1016/0377-0427(87)90125-7.
    """
    distances = square_distances(dist_matrix)
    if not (np.isfinite(distances).all() and (distances >= 0).all()):
        i, j = np.argwhere(~(np.isfinite(distances) & (distances >= 0)))[0]
        raise ValueError(
            f"distances must be finite and not negative, but that of {i} and {j} is "
            f"{distances[i, j]}"
        )
    codes = _codes(labels, len(distances))
    sizes = np.bincount(codes)
    if len(sizes) < 2:
        raise ValueError(f"a silhouette needs 2 clusters or more, not {len(sizes)}")

    each = np.arange(len(codes))
    sums = distances @ np.eye(len(sizes))[codes]
    own_size = sizes[codes]
    inside = (sums[each, codes] - distances[each, each]) / np.maximum(own_size - 1, 1)
    outside = sums / sizes
    outside[each, codes] = np.inf
    nearest = outside.min(axis=1)
    larger = np.maximum(inside, nearest)
    width = np.where(larger > 0, (nearest - inside) / np.where(larger > 0, larger, 1), 0)
    return float(np.where(own_size > 1, width, 0).mean())


def square_distances(dist_matrix: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The matrix as floats, or an error that says why it is no square matrix of distances.

    Parameters
    ----------
    dist_matrix
        Square matrix (n, n). Its values are not looked at.

    Returns
    -------
    ndarray (n, n)

    Raises
    ------
    ValueError
        If it is not square, or empty.
    """
    distances = np.asarray(dist_matrix, dtype=float)
    if distances.ndim == 1:
        raise ValueError(
            "dist_matrix must be square, not a condensed vector: "
            "scipy.spatial.distance.squareform turns one into the other"
        )
    if distances.ndim != 2 or len(distances) != distances.shape[1] or len(distances) == 0:
        raise ValueError(f"dist_matrix must be square, not {distances.shape}")
    return distances


def _codes(labels: npt.ArrayLike, n: int) -> npt.NDArray[np.intp]:
    """Labels of any kind as 0, 1, 2 …"""
    values = np.asarray(labels)
    if values.shape != (n,):
        raise ValueError(f"labels {values.shape} do not fit a matrix of {n} distances by {n}")
    codes = pd.factorize(values)[0]
    if (codes < 0).any():
        raise ValueError(f"item {np.argmax(codes < 0)} has no label")
    return codes
