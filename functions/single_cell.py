"""From counts of single cells to a graph of neighbours, its communities, and a map."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from .data_model import ExpressionData, check_data_model
from .validation import first_name, whole_number

SEARCH_STEPS = 64
SEARCH_TOLERANCE = 1e-5
NARROWEST = 1e-3
"""Widths of the neighbourhoods are at least this part of the mean distance."""


def normalise_log(data: ExpressionData, target: float = 1e4) -> ExpressionData:
    """Counts scaled to the same sum in every cell, as log(1 + x).

    Parameters
    ----------
    data
        The data dictionary with counts, genes × cells.
    target
        Sum of every cell after scaling.

    Returns
    -------
    ExpressionData
        New data; natural logarithms.

    Raises
    ------
    ValueError
        If there are negative values, or a cell has no counts.
    """
    check_data_model(data)
    counts = data["expression"].astype(float)
    if not counts.min(initial=0) >= 0:
        raise ValueError("counts cannot be negative or missing: were logarithms taken already?")
    if not 0 < target < np.inf:
        raise ValueError(f"target must be above 0, not {target!r}")
    sums = counts.sum(axis=0)
    if not sums.all():
        name = first_name(data["samples"].index, sums == 0)
        raise ValueError(
            f"cell {name!r} has no counts ({np.count_nonzero(sums == 0)} such cells in all): leave "
            "them out"
        )
    logs = np.log1p(counts / sums * target)
    return {"expression": logs, "genes": data["genes"].copy(), "samples": data["samples"].copy()}


def pca(
    x: npt.ArrayLike, n_components: int = 30
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Principal components of the cells.

    Parameters
    ----------
    x
        Cells × genes.
    n_components
        Number of components, at most the smaller of the two numbers.

    Returns
    -------
    scores : ndarray (n_cells, n_components)
    components : ndarray (n_components, n_genes)
        Of length 1; the largest entry of each is positive, which settles the sign.
    explained : ndarray (n_components,)
        Share of the variance.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix of finite numbers, or `n_components` is out of range.
    """
    values = _cells(x)
    n_components = whole_number(n_components, "n_components", at_least=1, at_most=min(values.shape))
    centred = values - values.mean(axis=0)
    wide = centred.shape[0] <= centred.shape[1]
    # The smaller of the two products has the same eigenvalues.
    roots, vectors = np.linalg.eigh(centred @ centred.T if wide else centred.T @ centred)
    roots, vectors = roots[::-1][:n_components], vectors[:, ::-1][:, :n_components]
    components = vectors.T @ centred if wide else vectors.T
    norms = np.sqrt((components**2).sum(axis=1))
    components = components / np.where(norms > 0, norms, 1)[:, None]
    largest = np.abs(components).argmax(axis=1)
    components *= np.where(components[np.arange(n_components), largest] < 0, -1, 1)[:, None]
    total = (centred**2).sum()
    return centred @ components.T, components, np.maximum(roots, 0) / (total or 1)


def _cells(x: Any) -> npt.NDArray[np.float64]:
    values = np.asarray(x, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"x must be cells × features, not of shape {values.shape}")
    if not np.isfinite(values).all():
        row = int(np.argmax(~np.isfinite(values).all(axis=1)))
        raise ValueError(f"row {row} of x has a missing or infinite value")
    return values


def neighbour_graph(x: npt.ArrayLike, k: int = 15) -> sparse.csr_matrix:
    """Which cells are neighbours: each with its k nearest, whichever of the two says so.

    Parameters
    ----------
    x
        Cells × features, as from `pca`.
    k
        Number of nearest cells, itself not counted; less than the number of cells.

    Returns
    -------
    scipy.sparse.csr_matrix (n_cells, n_cells)
        Symmetric, 0 and 1, nothing on the diagonal.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix of finite numbers, or `k` is out of range.
    """
    values = _cells(x)
    n = len(values)
    k = whole_number(k, "k", at_least=1, at_most=n - 1)
    near, _ = _nearest(values, k)
    rows = np.repeat(np.arange(n), k)
    graph = sparse.csr_matrix((np.ones(n * k), (rows, near.ravel())), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def _nearest(values: np.ndarray, k: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """The k nearest other cells of every cell, nearest first, and their distances."""
    from sklearn.neighbors import NearestNeighbors

    distances, near = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(values).kneighbors()
    return near, distances


def weighted_neighbours(x: npt.ArrayLike, k: int = 15) -> sparse.csr_matrix:
    """The graph of neighbours with weights that fade with the distance, as UMAP and scanpy do.

    Parameters
    ----------
    x
        Cells × features, as from `pca`.
    k
        Number of nearest cells, itself counted, as scanpy counts.

    Returns
    -------
    scipy.sparse.csr_matrix (n_cells, n_cells)
        Symmetric weights from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix of finite numbers, or `k` is out of range.

    Notes
    -----
    The weight of a neighbour is exp(−(d − ρ) / σ): 1 for the nearest, at distance ρ, with σ such
    that a cell's weights add up to log2 k. Both directions a and b are joined to a + b − ab [1]_.

    References
    ----------
    .. [1] L. McInnes, J. Healy and J. Melville, "UMAP: uniform manifold approximation and
       projection for dimension reduction", 2018, arXiv:1802.03426.
    """
    values = _cells(x)
    n = len(values)
    k = whole_number(k, "k", at_least=2, at_most=n)
    near, distances = _nearest(values, k - 1)
    positive = np.where(distances > 0, distances, np.inf).min(axis=1)
    beyond = np.maximum(distances - np.where(np.isfinite(positive), positive, 0)[:, None], 0)
    low, high, width = np.zeros(n), np.full(n, np.inf), np.ones(n)
    goal = np.log2(k)
    for _ in range(SEARCH_STEPS):
        total = np.exp(-beyond / width[:, None]).sum(axis=1)
        active = np.abs(total - goal) >= SEARCH_TOLERANCE
        if not active.any():
            break
        above = total > goal
        high = np.where(active & above, width, high)
        low = np.where(active & ~above, width, low)
        wider = np.where(np.isinf(high), width * 2, (low + high) / 2)
        width = np.where(active, wider, width)
    mean = distances.sum(axis=1) / k
    floor = np.where(np.isfinite(positive), mean, distances.sum() / distances.size)
    width = np.maximum(width, NARROWEST * floor)
    weights = np.where(beyond > 0, np.exp(-beyond / width[:, None]), 1.0)
    one = sparse.csr_matrix(
        (weights.ravel(), (np.repeat(np.arange(n), k - 1), near.ravel())), shape=(n, n)
    )
    return (one + one.T - one.multiply(one.T)).tocsr()


def leiden(
    graph: sparse.spmatrix | npt.ArrayLike,
    resolution: float = 1.0,
    n_iterations: int = 2,
    seed: int = 0,
) -> npt.NDArray[np.intp]:
    """Communities of cells in a graph of neighbours, by the Leiden algorithm.

    Parameters
    ----------
    graph
        Symmetric matrix of weights (n_cells, n_cells), as from `neighbour_graph`.
    resolution
        The larger, the more communities. It does not know how many cell types there are.
    n_iterations
        How often to go through all cells; negative for until nothing changes.
    seed
        The same seed gives the same result.

    Returns
    -------
    ndarray of int (n_cells,)
        0 is the largest community, 1 the next …

    Raises
    ------
    TypeError, ValueError
        If the graph is not square and symmetric or has a negative weight, or an argument is out of
        range.

    References
    ----------
    .. [1] V. A. Traag, L. Waltman and N. J. van Eck, "From Louvain to Leiden: guaranteeing
       well-connected communities", Sci. Rep. 9, 2019, doi:10.1038/s41598-019-41695-z.
    """
    weights = sparse.csr_matrix(graph, dtype=float)
    if weights.shape[0] != weights.shape[1] or abs(weights - weights.T).max() > 1e-8:
        raise ValueError(f"the graph must be a symmetric square matrix, not {weights.shape}")
    if weights.nnz and weights.data.min() < 0:
        raise ValueError("the graph has a negative weight: network_modules is for such networks")
    if not 0 <= resolution < np.inf:
        raise ValueError(f"resolution must be a finite number, 0 or more, not {resolution!r}")
    n_iterations = whole_number(n_iterations, "n_iterations")
    seed = whole_number(seed, "seed", at_least=0)
    import igraph

    upper = sparse.triu(weights, k=1).tocoo()
    network = igraph.Graph(weights.shape[0], np.column_stack([upper.row, upper.col]))
    igraph.set_random_number_generator(random.Random(seed))
    try:
        found = network.community_leiden(
            "modularity", weights=upper.data, resolution=resolution, n_iterations=n_iterations
        )
    finally:
        igraph.set_random_number_generator(random)
    labels = np.asarray(found.membership)
    order = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(order)[labels]


def umap(
    x: npt.ArrayLike, k: int = 15, min_dist: float = 0.4, spread: float = 0.9, seed: int = 0
) -> npt.NDArray[np.float64]:
    """A map of the cells by UMAP, where the package umap-learn is installed.

    Parameters
    ----------
    x
        Cells × features, as from `pca`.
    k
        Number of neighbours that a cell should stay near to, itself counted.
    min_dist, spread
        How close cells may lie, and how far groups are spread.
    seed
        The same seed gives the same map.

    Returns
    -------
    ndarray (n_cells, 2)
        Neighbourhoods are kept as far as two dimensions allow; distances between groups, their
        sizes and densities mean nothing.

    Raises
    ------
    ModuleNotFoundError
        If umap-learn is not installed; the message says what to do.
    """
    values = _cells(x)
    try:
        from umap import UMAP
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "UMAP needs the package umap-learn, which is not installed: pip install umap-learn. It "
            "does not run in a browser; tsne(x) draws a map everywhere"
        ) from error
    model = UMAP(n_neighbors=k, min_dist=min_dist, spread=spread, random_state=seed)
    return np.asarray(model.fit_transform(values), dtype=float)


def tsne(x: npt.ArrayLike, perplexity: float = 30.0, seed: int = 0) -> npt.NDArray[np.float64]:
    """A map of the cells by t-SNE.

    Parameters
    ----------
    x
        Cells × features, as from `pca`.
    perplexity
        About how many neighbours a cell should stay near to; less than a third of the cells.
    seed
        The same seed gives the same map.

    Returns
    -------
    ndarray (n_cells, 2)
        Neighbourhoods are kept as far as two dimensions allow; distances between groups, their
        sizes and densities mean nothing.

    Raises
    ------
    ValueError
        If `x` is no matrix of finite numbers, or the perplexity does not fit the number of cells.
    """
    values = _cells(x)
    if not 0 < perplexity < len(values) / 3:
        raise ValueError(
            f"perplexity must be above 0 and below a third of the {len(values)} cells, not "
            f"{perplexity!r}"
        )
    from sklearn.manifold import TSNE

    model = TSNE(perplexity=perplexity, init="pca", random_state=seed)
    return np.asarray(model.fit_transform(values), dtype=float)
