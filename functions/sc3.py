"""Consensus clustering of cells as SC3 does it: many views, one vote each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import linkage
from scipy.linalg import eigh

from .kmeans_views import kmeans_of_views
from .validation import whole_number

LEAST, MOST = 0.04, 0.07
"""Numbers of eigenvectors, as parts of the number of cells."""
STARTS = 6
"""Starts of k-means in every view: votes need not be perfect, and there are many views."""
BLOCK = 16_384
"""Numbers that are ranked at a time."""
MOST_CELLS = 5_000
"""More cells than this would need too large tables of all pairs."""


def sc3_consensus(
    x: npt.ArrayLike,
    n_clusters: int,
    n_eigenvectors: int | Iterable[int] | None = None,
    seed: int = 0,
) -> npt.NDArray[np.intp]:
    """Clusters of cells on which k-means in many views of the data agrees.

    Parameters
    ----------
    x
        Cells × features: logarithms, without genes that nearly all or nearly no cells express.
    n_clusters
        Number of clusters, 2 or more.
    n_eigenvectors
        Numbers of leading eigenvectors to use; a single number d stands for those from 4/7 d to d.
        From 4 to 7 % of the cells where not given.
    seed
        The same seed gives the same result.

    Returns
    -------
    ndarray of int (n_cells,)
        From 0 to n_clusters − 1, in order of appearance.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix of finite numbers, a cell is constant, there are more than 5,000, or an
        argument is out of range.

    Notes
    -----
    Cells are compared by Euclidean distance, Pearson's and Spearman's correlation; each matrix of
    distances is turned into principal components and into the eigenvectors of its graph Laplacian;
    k-means runs on several numbers of them. How often two cells share a cluster is clustered once
    more, by complete linkage [1]_.

    References
    ----------
    .. [1] V. Y. Kiselev et al., "SC3: consensus clustering of single-cell RNA-seq data", Nat.
       Methods 14, 2017, doi:10.1038/nmeth.4236.
    """
    values = np.asarray(x, dtype=float)
    if values.ndim != 2 or len(values) < 3 or not np.isfinite(values).all():
        raise ValueError(f"x must be 3 cells or more × features, all finite, not {values.shape}")
    if len(values) > MOST_CELLS:
        raise ValueError(
            f"{len(values):,} cells are too many to compare all with all (the most are "
            f"{MOST_CELLS:,}): leiden(neighbour_graph(x)) clusters them, or draw a sample"
        )
    n_clusters = whole_number(n_clusters, "n_clusters", at_least=2, at_most=len(values))
    seed = whole_number(seed, "seed", at_least=0)
    numbers = _numbers(n_eigenvectors, len(values))
    views = [view[:, :number] for view in _views(values, max(numbers)) for number in numbers]
    runs = kmeans_of_views(views, n_clusters, STARTS, np.random.default_rng(seed))
    return _cut(linkage(_consensus(runs, n_clusters), "complete"), n_clusters)


def _consensus(runs: np.ndarray, n_clusters: int) -> npt.NDArray[np.float64]:
    """Share of the runs in which two cells are together."""
    member = (runs[:, None] == np.arange(n_clusters)[:, None]).reshape(-1, runs.shape[1])
    member = member.astype(np.float32)  # counts: exact up to 16 million runs
    return (member.T @ member).astype(float) / len(runs)


def _cut(tree: np.ndarray, n_clusters: int) -> npt.NDArray[np.intp]:
    """Clusters when the last n_clusters − 1 merges are undone, in order of appearance."""
    n = len(tree) + 1
    root = np.arange(2 * n - 1)
    for merge in range(n - n_clusters - 1, -1, -1):
        root[tree[merge, :2].astype(int)] = root[n + merge]
    return pd.factorize(root[:n])[0]


def _numbers(n_eigenvectors: int | Iterable[int] | None, n_cells: int) -> list[int]:
    if n_eigenvectors is None:
        n_eigenvectors = range(max(int(LEAST * n_cells), 1), int(np.ceil(MOST * n_cells)) + 1)
    elif not isinstance(n_eigenvectors, Iterable):
        most = whole_number(n_eigenvectors, "n_eigenvectors", at_least=1, at_most=n_cells - 1)
        n_eigenvectors = range(-(-4 * most // 7), most + 1)
    numbers = [
        whole_number(number, "n_eigenvectors", at_least=1, at_most=n_cells - 1)
        for number in n_eigenvectors
    ]
    if not numbers:
        raise ValueError("n_eigenvectors is empty: give at least one number of eigenvectors")
    return numbers


def _views(values: np.ndarray, n_leading: int) -> list[npt.NDArray[np.float64]]:
    """Leading eigenvectors (n_cells, n_leading) of every distance and transformation."""
    means = values.mean(axis=1)
    products, pearson = _correlation(values - means[:, None])
    # What centring took away is added again, so that one matrix product serves both distances.
    squares = products.diagonal()
    euclidean = squares[:, None] + squares - 2 * products
    euclidean += values.shape[1] * (means[:, None] - means) ** 2
    np.fill_diagonal(euclidean, 0)
    _, spearman = _correlation(_ranks(values) - (values.shape[1] - 1) / 2)
    distances = [np.sqrt(np.maximum(euclidean, 0)), 1 - pearson, 1 - spearman]
    return [
        _leading(transformed(one), n_leading)
        for one in distances
        for transformed in (_components, _laplacian)
    ]


def _leading(matrix: np.ndarray, n_leading: int) -> npt.NDArray[np.float64]:
    """Eigenvectors of the largest eigenvalues, the largest first; the others are not computed."""
    n = len(matrix)
    ends = [n - n_leading, n - 1]
    return eigh(matrix, subset_by_index=ends, overwrite_a=True, check_finite=False)[1][:, ::-1]


def _ranks(values: np.ndarray) -> npt.NDArray[np.float64]:
    """Ranks within each row; equal values share the mean of theirs."""
    n, width = values.shape
    ranks = np.empty((n, width))
    rows = max(1, BLOCK // width)
    for top in range(0, n, rows):  # a few rows at a time stay in the processor's cache
        block = values[top : top + rows]
        order = block.argsort(axis=1)
        order += np.arange(0, block.size, width)[:, None]
        places = order.ravel()
        ordered = block.ravel()[places]
        first = np.ones(block.size, dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        first[::width] = True
        starts = np.flatnonzero(first)
        lengths = np.diff(starts, append=block.size)
        shared = np.repeat(starts % width + (lengths - 1) / 2, lengths)
        ranks[top : top + rows].ravel()[places] = shared
    return ranks


def _correlation(centred: np.ndarray) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Products of all pairs of rows, whose means are 0, and their correlations."""
    products = centred @ centred.T
    norms = np.sqrt(products.diagonal())
    if not norms.all():
        row = int(np.argmin(norms))
        raise ValueError(f"cell {row} has the same value in all features: nothing to correlate")
    return products, np.clip(products / norms / norms[:, None], -1, 1)


def _components(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """Has the loadings of the cells on the principal components of the scaled distances."""
    spread = distances.std(axis=0, ddof=1)
    scaled = (distances - distances.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return scaled.T @ scaled


def _laplacian(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """The unit matrix less the normalised graph Laplacian: its smallest are the largest here."""
    similarity = np.exp(-distances / (distances.max() or 1))
    root = 1 / np.sqrt(similarity.sum(axis=0))
    return root[:, None] * similarity * root
