"""Clustering by simulated annealing: the energy of a partition, moves, and the search."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .cluster_quality import square_distances
from .validation import whole_number

SYMMETRIC = 1e-8
"""Largest difference of d_ij and d_ji, as a part of the largest distance, that is rounding."""


def energy(labels: npt.ArrayLike, dist_matrix: npt.ArrayLike, k: int) -> float:
    """Energy of a partition: the distances within clusters, over the number of clusters.

    Parameters
    ----------
    labels
        Cluster of every gene (n,), from 0 to k − 1.
    dist_matrix
        Square matrix (n, n) of distances between genes.
    k
        Number of clusters; some may be empty.

    Returns
    -------
    float
        (1 / k) Σ over clusters of Σ d_ij over the ordered pairs i ≠ j inside the cluster, so that
        each pair counts twice.

    Raises
    ------
    TypeError, ValueError
        If `k` is not a whole number of 1 or more, the matrix is not square or holds a missing or
        infinite value, or the labels are not whole numbers from 0 to k − 1, one per gene.

    Notes
    -----
    A cluster of m genes has m (m − 1) pairs. Two clusters of equal size have the fewest pairs in
    all, so that this energy favours equal sizes, which the inertia of k-means does not.
    """
    distances = square_distances(dist_matrix)
    k = whole_number(k, "k", at_least=1)
    labels = _checked_labels(labels, k)
    _require_one_label_each(labels, distances)
    _require_finite(distances)
    within = 0.0
    for cluster in np.unique(labels):
        members = np.flatnonzero(labels == cluster)
        within += distances[np.ix_(members, members)].sum()
    return float((within - np.trace(distances)) / k)


def propose_move(labels: npt.ArrayLike, k: int, rng: np.random.Generator) -> tuple[int, int]:
    """Draw a move: a gene, and a cluster that it is not in.

    Parameters
    ----------
    labels
        Cluster of every gene (n,), from 0 to k − 1; not changed.
    k
        Number of clusters, 2 or more.
    rng
        Where the random numbers come from.

    Returns
    -------
    gene, new_cluster : int
        Every gene, and each of its other k − 1 clusters, are equally likely.

    Raises
    ------
    TypeError, ValueError
        If `k` is not a whole number of 2 or more, the labels are not whole numbers from 0 to
        k − 1, or `rng` is not a random number generator.
    """
    k = whole_number(k, "k", at_least=2)
    labels = _checked_labels(labels, k)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a generator, np.random.default_rng(seed), not {type(rng).__name__}"
        )
    gene = int(rng.integers(len(labels)))
    # One of the k − 1 others: from the old cluster on, the numbers are shifted by one.
    new_cluster = int(rng.integers(k - 1))
    return gene, new_cluster + int(new_cluster >= labels[gene])


def delta_energy(
    labels: npt.ArrayLike, dist_matrix: npt.ArrayLike, k: int, gene: int, new_cluster: int
) -> float:
    """Change of the energy if one gene moved, from that gene's distances alone.

    Parameters
    ----------
    labels
        Cluster of every gene (n,), from 0 to k − 1; not changed.
    dist_matrix
        Square matrix (n, n) of distances between genes.
    k
        Number of clusters.
    gene
        Position of the gene that would move.
    new_cluster
        The cluster that it would move to.

    Returns
    -------
    float
        Energy after the move less energy before, in n steps and not n². 0 if the gene is in that
        cluster already.

    Raises
    ------
    TypeError, ValueError
        If the matrix is not square, the labels are not whole numbers from 0 to k − 1, one per
        gene, the gene or the cluster does not exist, or a distance of the gene is missing or
        infinite.
    """
    distances = square_distances(dist_matrix)
    k = whole_number(k, "k", at_least=1)
    labels = _checked_labels(labels, k)
    _require_one_label_each(labels, distances)
    gene = whole_number(gene, "gene", at_least=0, at_most=len(labels) - 1)
    new_cluster = whole_number(new_cluster, "new_cluster", at_least=0, at_most=k - 1)
    if labels[gene] == new_cluster:
        return 0.0
    both_ways = distances[gene] + distances[:, gene]
    if not np.isfinite(both_ways).all():
        raise ValueError(f"gene {gene} has a missing or infinite distance")
    both_ways[gene] = 0
    left, joined = labels == labels[gene], labels == new_cluster
    return float((both_ways[joined].sum() - both_ways[left].sum()) / k)


def anneal(
    dist_matrix: npt.ArrayLike,
    k: int,
    temp: float = 1.0,
    cool: float = 0.999,
    n_iter: int = 20_000,
    seed: int = 0,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Search for a partition of low energy by simulated annealing.

    Parameters
    ----------
    dist_matrix
        Symmetric matrix (n, n) of distances between genes.
    k
        Number of clusters, from 2 to n.
    temp
        Temperature of the first move, on the scale of the energy; 0 accepts improvements only.
    cool
        Factor, above 0 and at most 1, by which the temperature falls after every move.
    n_iter
        Number of proposed moves.
    seed
        The same seed gives the same result.

    Returns
    -------
    labels : ndarray of int (n,)
        The partition after the last move, from 0 to k − 1.
    energies : ndarray (n_iter + 1,)
        Energy of the start, a random partition into clusters of equal size, and after every
        proposed move. The last is that of `labels`.

    Raises
    ------
    TypeError, ValueError
        If the matrix is not square, not symmetric, or holds a missing or infinite value, or `k`,
        `temp`, `cool`, `n_iter` or `seed` is out of range.

    Notes
    -----
    A move that changes the energy by Δ is accepted with probability min(1, exp(−Δ / T)) [1]_.
    With u uniform, u < exp(−Δ / T) is the same as Δ < T e with e = −log(u) exponentially
    distributed, where nothing can overflow, not even at T = 0. A table of the summed distances of
    every gene to every cluster gives Δ of a proposal at once, and takes n steps to update when it
    is accepted.

    References
    ----------
    .. [1] S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, "Optimization by simulated annealing",
       Science 220, 1983, doi:10.1126/science.220.4598.671.
    """
    distances = _for_annealing(dist_matrix)
    n = len(distances)
    k = whole_number(k, "k", at_least=2, at_most=n)
    n_iter = whole_number(n_iter, "n_iter", at_least=1)
    _check_schedule(temp, cool)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))

    labels = rng.permutation(n) % k
    # sums[c, g]: distances of gene g to the members of cluster c, added up.
    sums = (labels == np.arange(k)[:, None]).astype(float) @ distances
    start = sums[labels, np.arange(n)].sum() / k
    steps = rng.integers(1, k, size=n_iter)  # to another cluster, counted from the old one on
    genes = rng.integers(n, size=n_iter)
    bounds = temp * cool ** np.arange(n_iter) * rng.standard_exponential(n_iter)
    changes = _walk(distances, sums, labels, genes, steps, bounds)
    energies = np.concatenate([[start], start + np.cumsum(changes)])
    return labels, energies


def _walk(
    distances: np.ndarray,
    sums: np.ndarray,
    labels: np.ndarray,
    genes: np.ndarray,
    steps: np.ndarray,
    bounds: np.ndarray,
) -> npt.NDArray[np.float64]:
    """Try all moves in turn, updating `sums` and `labels` in place: the changes of the energy."""
    k = len(sums)
    changes = np.zeros(len(genes))
    # Plain numbers: most moves are refused, after looking at two entries of the table.
    where, entry = labels.tolist(), sums.item
    moves = zip(genes.tolist(), steps.tolist(), (bounds * k / 2).tolist(), strict=True)
    for i, (gene, step, bound) in enumerate(moves):
        old = where[gene]
        new = (old + step) % k
        change = entry(new, gene) - entry(old, gene)
        if change < bound:
            row = distances[gene]
            sums[old] -= row
            sums[new] += row
            where[gene] = new
            changes[i] = 2 * change / k
    labels[:] = where
    return changes


def _for_annealing(dist_matrix: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The distances, finite, symmetric, and 0 between a gene and itself."""
    distances = np.ascontiguousarray(square_distances(dist_matrix))
    _require_finite(distances)
    largest = max(distances.max(), -distances.min())
    for i, row in enumerate(distances):  # row by row: a second matrix would double the memory
        apart = np.abs(row - distances[:, i])
        if apart.max() > SYMMETRIC * largest:
            j = int(apart.argmax())
            raise ValueError(
                f"dist_matrix is not symmetric: {row[j]} from gene {i} to gene {j}, but "
                f"{distances[j, i]} back"
            )
    if distances.diagonal().any():
        distances = distances.copy()
        np.fill_diagonal(distances, 0)
    return distances


def _check_schedule(temp: float, cool: float) -> None:
    if not 0 <= temp < np.inf:
        raise ValueError(f"temp must be a finite number, 0 or above, not {temp!r}")
    if not 0 < cool <= 1:
        raise ValueError(f"cool must be above 0 and at most 1, not {cool!r}")


def _require_finite(distances: np.ndarray) -> None:
    # A sum is finite only if every term is: one pass, no second matrix.
    if not np.isfinite(distances.sum()) and not np.isfinite(distances).all():
        i, j = np.argwhere(~np.isfinite(distances))[0]
        raise ValueError(
            f"distances must be finite, but that of genes {i} and {j} is {distances[i, j]}"
        )


def _checked_labels(labels: npt.ArrayLike, k: int) -> npt.NDArray[np.integer]:
    """Labels as an array of whole numbers from 0 to k − 1."""
    values = np.asarray(labels)
    if values.ndim != 1 or len(values) == 0:
        raise ValueError(f"labels must be one cluster per gene, not of shape {values.shape}")
    if values.dtype.kind not in "iu":
        whole = values.dtype.kind == "f" and bool((values == np.floor(values)).all())
        if not whole:
            raise ValueError(f"labels must be whole numbers from 0 to {k - 1}, not {values.dtype}")
        values = values.astype(np.intp)
    if values.min() < 0 or values.max() >= k:
        gene = int(np.argmax((values < 0) | (values >= k)))
        raise ValueError(
            f"labels must be from 0 to {k - 1}, but gene {gene} has label {values[gene]}"
        )
    return values


def _require_one_label_each(labels: np.ndarray, distances: np.ndarray) -> None:
    if len(labels) != len(distances):
        raise ValueError(
            f"{len(labels)} labels do not fit a matrix of {len(distances)} by {len(distances)}"
        )
