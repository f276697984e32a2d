"""Hierarchical clustering: cutting the tree, ordering by it, and Ward's method written out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform

from .data_model import ExpressionData, check_data_model, transpose
from .distances import squared_distances, vectorized_dist
from .validation import one_of, whole_number

METHODS = ("ward", "complete", "average", "single", "weighted", "centroid", "median")


def cluster_rows(
    data: ExpressionData, n_clusters: int, method: str = "ward"
) -> npt.NDArray[np.integer]:
    """Clusters of genes, from cutting the tree of their Euclidean distances.

    Parameters
    ----------
    data
        The data dictionary; nothing is stored in it.
    n_clusters
        Number of clusters, from 1 to the number of genes.
    method
        How the distance of two clusters is measured, as in `scipy.cluster.hierarchy.linkage`.

    Returns
    -------
    ndarray of int (n_genes,)
        Labels from 1 to `n_clusters`.

    Raises
    ------
    ValueError
        If there are fewer genes than clusters, the method is unknown, or a gene has a missing or
        infinite value.
    """
    check_data_model(data)
    n_genes = len(data["genes"])
    n_clusters = whole_number(n_clusters, "n_clusters", at_least=1, at_most=n_genes)
    one_of(method, "method", METHODS)
    if n_genes == 1:
        return np.array([1])
    tree = linkage(vectorized_dist(data), method)
    # Undo the last merges, by their order: a cut by height gives fewer clusters where heights tie.
    merge_order = np.arange(n_genes - 1, dtype=float)
    return fcluster(tree, n_genes - n_clusters - 1, criterion="monocrit", monocrit=merge_order)


def order_by_clustering(data: ExpressionData, method: str = "ward") -> ExpressionData:
    """New data with genes and samples in the order of the leaves of their trees.

    Parameters
    ----------
    data
        The data dictionary.
    method
        As in `scipy.cluster.hierarchy.linkage`; the distances are Euclidean.

    Returns
    -------
    ExpressionData
        The rows, the columns and both tables in the new order.

    Raises
    ------
    ValueError
        If the method is unknown, or a gene has a missing or infinite value.
    """
    check_data_model(data)
    one_of(method, "method", METHODS)
    rows = _leaf_order(data, method)
    columns = _leaf_order(transpose(data), method)
    return {
        "expression": data["expression"][np.ix_(rows, columns)],
        "genes": data["genes"].iloc[rows].copy(),
        "samples": data["samples"].iloc[columns].copy(),
    }


def _leaf_order(data: ExpressionData, method: str) -> npt.NDArray[np.integer]:
    n = len(data["genes"])
    return leaves_list(linkage(vectorized_dist(data), method)) if n > 1 else np.arange(n)


def ward_linkage(points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Tree of Ward's method, written out.

    Parameters
    ----------
    points
        (n, d), finite.

    Returns
    -------
    ndarray (n − 1, 4)
        One row per merge, lowest first, as `scipy.cluster.hierarchy.linkage` gives it: the two
        clusters (below n a point, n + i the cluster of row i), the height, the number of points.

    Raises
    ------
    ValueError
        If `points` is not two-dimensional, has no row, or holds a missing or infinite value.

    Notes
    -----
    A merge of A and B raises the sum of squares within clusters by
    nA nB / (nA + nB) · |cA − cB|² = height² / 2, and Ward's method always takes the cheapest.
    The search walks from a cluster to its nearest neighbour until two clusters are each other's
    nearest: that pair can be merged at once, whatever the rest, and the merges are sorted at the
    end [1]_. After a merge, the formula of Lance and Williams gives all new distances [2]_.

    References
    ----------
    .. [1] D. Müllner, "Modern hierarchical, agglomerative clustering algorithms",
       arXiv:1109.2378, 2011.
    .. [2] G. N. Lance and W. T. Williams, "A general theory of classificatory sorting
       strategies", The Computer Journal 9, 1967, doi:10.1093/comjnl/9.4.373.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or len(points) == 0:
        raise ValueError(f"points must be (n, d) with n of 1 or more, not {points.shape}")
    if not np.isfinite(points).all():
        row = int(np.argmin(np.isfinite(points).all(axis=1)))
        raise ValueError(f"points must be finite, but row {row} has a missing or infinite value")

    squared = squareform(squared_distances(points), checks=False)
    np.fill_diagonal(squared, np.inf)
    sizes = np.ones(len(points))
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    while len(merges) < len(points) - 1:
        if not chain:
            chain.append(int(np.argmax(sizes > 0)))
        here = chain[-1]
        nearest = int(squared[here].argmin())
        if len(chain) > 1 and squared[here, chain[-2]] == squared[here, nearest]:
            a, b = chain.pop(), chain.pop()
            merges.append((a, b, np.sqrt(max(squared[a, b], 0.0))))
            _merge(squared, sizes, a, b)
        else:
            chain.append(nearest)
    return _as_tree(merges, len(points))


def _merge(squared: np.ndarray, sizes: np.ndarray, a: int, b: int) -> None:
    """Let cluster `a` take in `b`: the squared distances to all others by Lance and Williams."""
    joined = (
        (sizes[a] + sizes) * squared[a] + (sizes[b] + sizes) * squared[b] - sizes * squared[a, b]
    ) / (sizes[a] + sizes[b] + sizes)
    joined[[a, b]] = np.inf
    squared[a] = squared[:, a] = joined
    squared[b] = squared[:, b] = np.inf
    sizes[a], sizes[b] = sizes[a] + sizes[b], 0


def _as_tree(merges: list[tuple[int, int, float]], n: int) -> npt.NDArray[np.float64]:
    """Sort merges of (a point of one cluster, a point of the other, height) and number them."""
    cluster = np.arange(n)
    tree = np.empty((n - 1, 4))
    for row, (a, b, height) in enumerate(sorted(merges, key=lambda merge: merge[2])):
        first, second = sorted((cluster[a], cluster[b]))
        members = (cluster == first) | (cluster == second)
        cluster[members] = n + row
        tree[row] = first, second, height, np.count_nonzero(members)
    return tree
