"""Consensus clustering of cells as SC3 does it: many views, one vote each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import linkage
from scipy.linalg import eigh
from scipy.spatial.distance import squareform

from .cluster_quality import silhouette
from .kmeans_views import kmeans_of_views
from .validation import whole_number

LEAST, MOST = 0.04, 0.07
"""Numbers of eigenvectors, as parts of the number of cells."""
STARTS = 6
"""Starts of k-means in every view, which may use those of its neighbours as well.

Half as many take a tenth less time, and leave a seed in twenty-five far from the others.
"""
BLOCK = 32_768
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
    values = _cells(x)
    n_clusters = whole_number(n_clusters, "n_clusters", at_least=2, at_most=len(values))
    return next(_agreed(values, [n_clusters], n_eigenvectors, seed))[0]


def sc3_k_selection(
    x: npt.ArrayLike,
    ks: Iterable[int],
    n_eigenvectors: int | Iterable[int] | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Consensus clusters of cells for several numbers of clusters, and how stable each is.

    Parameters
    ----------
    x
        Cells × features, as for `sc3_consensus`.
    ks
        Numbers of clusters, each 2 or more. Distances, eigenvectors and starts are computed once.
    n_eigenvectors
        Numbers of leading eigenvectors to use, as for `sc3_consensus`.
    seed
        The same seed gives the same result.

    Returns
    -------
    dict
        ``labels`` (DataFrame cells × k: what `sc3_consensus` returns for each) and ``silhouette``
        (Series by k: the mean silhouette width of the clusters, in the distances between the rows
        of their consensus; near 1 where the runs agree).

    Raises
    ------
    TypeError, ValueError
        If `ks` is empty or names a number twice, or an argument is not what `sc3_consensus` takes.

    Notes
    -----
    This is the stability that SC3 shows for each number [1]_. Runs may agree on a number that is
    too small, since all cut at the widest gap, and in cells of one kind as well. Their agreement
    says that a result repeats, not that the number is the true one.

    References
    ----------
    .. [1] V. Y. Kiselev et al., "SC3: consensus clustering of single-cell RNA-seq data", Nat.
       Methods 14, 2017, doi:10.1038/nmeth.4236.
    """
    values = _cells(x)
    if not isinstance(ks, Iterable):
        raise TypeError(f"ks must be several numbers, not {ks!r}: sc3_consensus(x, {ks}) takes one")
    numbers = [whole_number(k, "k", at_least=2, at_most=len(values)) for k in ks]
    if not numbers:
        raise ValueError("ks is empty: give at least one number of clusters")
    twice = [k for k in numbers if numbers.count(k) > 1]
    if twice:
        raise ValueError(f"ks has {twice[0]} more than once: give each number once")
    found = list(_agreed(values, numbers, n_eigenvectors, seed))
    cells = x.index.copy() if isinstance(x, pd.DataFrame) else pd.RangeIndex(len(values))
    columns = pd.Index(numbers, name="k")
    labels = np.column_stack([labels for labels, _ in found])
    widths = [silhouette(np.sqrt(squared), labels) for labels, squared in found]
    return {
        "labels": pd.DataFrame(labels, index=cells, columns=columns),
        "silhouette": pd.Series(widths, index=columns.copy(), name="silhouette"),
    }


def _cells(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    values = np.asarray(x, dtype=float, order="C")
    if values.ndim != 2 or len(values) < 3 or not np.isfinite(values).all():
        raise ValueError(f"x must be 3 cells or more × features, all finite, not {values.shape}")
    if len(values) > MOST_CELLS:
        raise ValueError(
            f"{len(values):,} cells are too many to compare all with all (the most are "
            f"{MOST_CELLS:,}): leiden(neighbour_graph(x)) clusters them, or draw a sample"
        )
    return values


def _agreed(
    values: np.ndarray, ks: list[int], n_eigenvectors: int | Iterable[int] | None, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each k, the clusters, and the squared distances in which they were found."""
    seed = whole_number(seed, "seed", at_least=0)
    numbers = _numbers(n_eigenvectors, len(values))
    views = _views(values, max(numbers))
    votes = kmeans_of_views(views, numbers, ks, STARTS, np.random.default_rng(seed))
    for k, runs in zip(ks, votes, strict=True):
        squared = _squared_distances(runs, k)
        tree = linkage(squareform(squared, checks=False), "complete")
        yield _cut(tree, k), squared


def _squared_distances(runs: np.ndarray, n_clusters: int) -> npt.NDArray[np.float64]:
    """Squared distances of all pairs of rows of the consensus, times the squared number of runs."""
    member = (runs[:, None] == np.arange(n_clusters)[:, None]).reshape(-1, runs.shape[1])
    member = member.astype(np.float32)  # counts: exact up to 16 million runs
    together = (member.T @ member).astype(float)
    # Neither a factor nor a root changes the order of distances, all that complete linkage looks
    # at. Without them there are whole numbers only: what is equal stays exactly equal.
    products = together @ together.T
    squares = products.diagonal()
    return squares[:, None] + squares - 2 * products


def _cut(tree: np.ndarray, n_clusters: int) -> npt.NDArray[np.intp]:
    """Clusters when the last n_clusters − 1 merges are undone, in order of appearance."""
    n = len(tree) + 1
    root = list(range(2 * n - 1))
    merges = tree[: n - n_clusters, :2].astype(int).tolist()
    for merge in range(len(merges) - 1, -1, -1):
        left, right = merges[merge]
        root[left] = root[right] = root[n + merge]
    return pd.factorize(np.array(root[:n]))[0]


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


def _views(values: np.ndarray, n_leading: int) -> npt.NDArray[np.float32]:
    """Leading eigenvectors (6, n_cells, n_leading) of every distance and transformation."""
    return np.array(
        [
            _leading(transformed(distances), n_leading)
            for distances in _distances(values)
            for transformed in (_components, _laplacian)
        ]
    )


def _distances(values: np.ndarray) -> Iterator[npt.NDArray[np.float64]]:
    """Euclidean, and one less Pearson's and one less Spearman's correlation, of all pairs."""
    means = values.mean(axis=1)
    products, pearson = _correlation(values - means[:, None])
    # What centring took away is added again, so that one matrix product serves both distances.
    squares = products.diagonal()
    euclidean = squares[:, None] + squares
    products *= 2
    euclidean -= products
    euclidean += values.shape[1] * (means[:, None] - means) ** 2
    np.fill_diagonal(euclidean, 0)
    yield np.sqrt(np.maximum(euclidean, 0))
    yield 1 - pearson
    yield 1 - _correlation(_centred_ranks(values))[1]


def _correlation(centred: np.ndarray) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Products of all pairs of rows, whose means are 0, and their correlations."""
    products = centred @ centred.T
    norms = np.sqrt(products.diagonal())
    if not norms.all():
        row = int(np.argmin(norms))
        raise ValueError(f"cell {row} has the same value in all features: nothing to correlate")
    return products, np.clip(products / norms / norms[:, None], -1, 1)


def _centred_ranks(values: np.ndarray) -> npt.NDArray[np.float64]:
    """Ranks within each row less their mean; equal values share the mean of theirs.

    Sorting alone is several times as quick as finding the order. Each number therefore carries its
    place in its last bits, which differ from number to number by rounding only, into the sort.
    """
    n, width = values.shape
    ranks = np.empty((n, width))
    rows = max(1, BLOCK // width)
    last_bits = (1 << (rows * width).bit_length()) - 1
    for top in range(0, n, rows):  # a few rows at a time stay in the processor's cache
        block = values[top : top + rows]
        # The bits of positive doubles, read as whole numbers, are in the order of the doubles.
        keys = (block - block.min(axis=1, keepdims=True)).view(np.int64)
        keys &= ~last_bits
        keys += np.arange(block.size).reshape(block.shape)
        keys.sort(axis=1)
        places = keys & last_bits
        ranks[top : top + rows].ravel()[places] = _ordered_ranks(keys ^ places)
    return ranks


def _ordered_ranks(ordered: np.ndarray) -> npt.NDArray[np.float64]:
    """Centred ranks of rows that are sorted already."""
    n, width = ordered.shape
    ranks = np.tile(np.arange(width) - (width - 1) / 2, n)
    same = np.zeros(ranks.size + 1, dtype=bool)  # as the one before
    np.equal(ordered.ravel()[1:], ordered.ravel()[:-1], out=same[1:-1])
    same[::width] = False
    edges = np.flatnonzero(same[1:] != same[:-1])
    first, last = edges[::2], edges[1::2]
    ranks[same[1:] | same[:-1]] = np.repeat((ranks[first] + ranks[last]) / 2, last - first + 1)
    return ranks.reshape(n, width)


def _components(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """Has the loadings of the cells on the principal components of the scaled distances."""
    centred = distances - distances.mean(axis=0)
    products = centred.T @ centred
    norms = np.sqrt(products.diagonal())
    norms[norms == 0] = 1
    products /= norms
    products /= norms[:, None]
    return products


def _laplacian(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """The unit matrix less the normalised graph Laplacian: its smallest are the largest here."""
    similarity = np.exp(distances / -(distances.max() or 1))
    root = 1 / np.sqrt(similarity.sum(axis=0))
    similarity *= root
    similarity *= root[:, None]
    return similarity


def _leading(matrix: np.ndarray, n_leading: int) -> npt.NDArray[np.float32]:
    """Eigenvectors of the largest eigenvalues, the largest first; the others are not computed.

    Single precision takes two thirds of the time. Of 150 cells, the space that they span is exact
    to 0.0001: far less than the cells scatter, and k-means computes in single precision as well.
    """
    n = len(matrix)
    ends = [n - n_leading, n - 1]
    single = matrix.astype(np.float32)
    return eigh(single, subset_by_index=ends, overwrite_a=True, check_finite=False)[1][:, ::-1]
