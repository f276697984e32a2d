"""Consensus clustering of cells as SC3 does it: many views, one vote each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import cut_tree, linkage

from .data_model import from_pd
from .kmeans import kmeans
from .nmf import consensus_matrix
from .validation import whole_number

LEAST, MOST = 0.04, 0.07
"""Numbers of eigenvectors, as parts of the number of cells."""
STARTS = 10
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
    runs = []
    for view in _views(values):
        for number in numbers:
            points = from_pd(pd.DataFrame(view[:, :number]))
            runs.append(kmeans(points, n_clusters, n_init=STARTS, seed=seed)[0])
    tree = linkage(consensus_matrix(runs), "complete")
    return pd.factorize(cut_tree(tree, n_clusters)[:, 0])[0]


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


def _views(values: np.ndarray) -> Iterator[npt.NDArray[np.float64]]:
    """Eigenvectors (n_cells, n_cells), leading first, of every distance and transformation."""
    squares = (values**2).sum(axis=1)
    euclidean = np.maximum(squares[:, None] + squares - 2 * values @ values.T, 0)
    np.fill_diagonal(euclidean, 0)
    correlations = _correlation(values), _correlation(pd.DataFrame(values).rank(axis=1).to_numpy())
    for distances in (np.sqrt(euclidean), *(1 - r for r in correlations)):
        yield _components(distances)
        yield _laplacian(distances)


def _correlation(values: np.ndarray) -> npt.NDArray[np.float64]:
    centred = values - values.mean(axis=1, keepdims=True)
    norms = np.sqrt((centred**2).sum(axis=1))
    if not norms.all():
        row = int(np.argmin(norms))
        raise ValueError(f"cell {row} has the same value in all features: nothing to correlate")
    centred /= norms[:, None]
    return np.clip(centred @ centred.T, -1, 1)


def _components(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """Loadings of the cells on the principal components of the scaled distances."""
    spread = distances.std(axis=0, ddof=1)
    scaled = (distances - distances.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.linalg.eigh(scaled.T @ scaled)[1][:, ::-1]


def _laplacian(distances: np.ndarray) -> npt.NDArray[np.float64]:
    """Eigenvectors of the normalised graph Laplacian, smallest eigenvalues first."""
    similarity = np.exp(-distances / (distances.max() or 1))
    root = 1 / np.sqrt(similarity.sum(axis=0))
    return np.linalg.eigh(np.eye(len(distances)) - root[:, None] * similarity * root)[1]
