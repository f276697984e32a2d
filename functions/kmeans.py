"""k-means, written out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .data_model import ExpressionData, check_data_model
from .validation import require_finite, whole_number

START_VALUES = 4_000_000
"""Distances that are held at a time while starts are drawn together."""
SMALL = 1_500_000
"""With fewer multiplications than this in each iteration, no shortcut pays."""
POLISHED_STARTS = 2
"""So many of the best starts are polished by single moves."""
GAIN = 1e-9
"""A move must lower the inertia by more than this part of the cost: less may be rounding."""
NEAR = 0.1
"""Points that would lose less than this part by moving are looked at again first."""
SAME_POINT = 1e-24
"""Two points are one if their squared distance is below this part of the largest square."""


def dist_to_centroid(centroid: npt.ArrayLike, mat: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Euclidean distance of one centroid to every row of a matrix.

    Parameters
    ----------
    centroid
        (d,).
    mat
        (n, d).

    Returns
    -------
    ndarray (n,)

    Raises
    ------
    ValueError
        If the centroid's length is not the number of columns, or the dimensions are others.
    """
    centroid, mat = np.asarray(centroid, dtype=float), np.asarray(mat, dtype=float)
    if centroid.ndim != 1 or mat.ndim != 2:
        raise ValueError(
            f"centroid must be a vector and mat a matrix, not {centroid.ndim}- and "
            f"{mat.ndim}-dimensional"
        )
    if len(centroid) != mat.shape[1]:
        raise ValueError(
            f"a centroid of {len(centroid)} values does not fit rows of {mat.shape[1]} values"
        )
    difference = mat - centroid
    return np.sqrt(np.einsum("ij,ij->i", difference, difference))


def kmeans(
    data: ExpressionData, k: int, n_init: int = 10, max_iter: int = 300, seed: int = 0
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], float]:
    """Clusters of genes by k-means: the best of several random starts.

    Parameters
    ----------
    data
        The data dictionary; nothing is stored in it.
    k
        Number of clusters, from 1 to the number of genes.
    n_init
        Number of random starts.
    max_iter
        Most iterations of each start.
    seed
        The same seed gives the same clusters.

    Returns
    -------
    labels : ndarray of int (n_genes,)
        From 0 to k − 1. Every gene is in the cluster of the nearest centroid. No cluster is empty
        as long as there are k different genes.
    centroids : ndarray (k, n_samples)
        The mean of each cluster's genes.
    inertia : float
        Sum of the squared distances of the genes to their centroids: what k-means makes small.

    Raises
    ------
    TypeError, ValueError
        If `k`, `n_init`, `max_iter` or `seed` is not a whole number or out of range, or a gene
        has a missing or infinite value.

    Notes
    -----
    Starts are drawn by k-means++, which spreads them out [1]_: each is a gene, drawn with
    probability proportional to the squared distance to the nearest start so far, and is the best
    of a few such draws. Lloyd's iterations follow: assign, average, repeat until no label changes.
    The triangle inequality tells most genes that their centroid is still the nearest without
    looking [2]_. The best starts are then polished: single genes change cluster as long as that
    lowers the inertia, the shift of the means included [3]_. No gene of the result would gain by
    moving alone, which is more than Lloyd's iterations see to.

    References
    ----------
    .. [1] D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA
       2007.
    .. [2] G. Hamerly, "Making k-means even faster", SDM 2010, doi:10.1137/1.9781611972801.12.
    .. [3] J. A. Hartigan and M. A. Wong, "Algorithm AS 136: a k-means clustering algorithm",
       J. R. Stat. Soc. C 28, 1979, doi:10.2307/2346830.
    """
    check_data_model(data)
    expression = data["expression"].astype(float)
    k = whole_number(k, "k", at_least=1, at_most=len(expression))
    n_init = whole_number(n_init, "n_init", at_least=1)
    max_iter = whole_number(max_iter, "max_iter", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    require_finite(expression, data["genes"].index, "k-means")

    # Distances do not depend on the origin, and less is lost with the origin amid the points.
    points = np.ascontiguousarray(expression - expression.mean(axis=0))
    norms = np.einsum("ij,ij->i", points, points)
    runs = []
    for centroids in _draw_starts(points, norms, k, n_init, rng):
        labels, converged = _lloyd(points, norms, centroids, max_iter)
        runs.append((_inertia(points, norms, labels, k), labels, converged))
    runs.sort(key=lambda run: run[0])
    _, labels = min(
        (
            _polish(points, norms, labels, k) if converged else (inertia, labels)
            for inertia, labels, converged in runs[:POLISHED_STARTS]
        ),
        key=lambda run: run[0],
    )
    centroids = _means(expression, labels, k)[0]
    difference = expression - centroids[labels]
    return labels, centroids, float(np.einsum("ij,ij->", difference, difference))


def _draw_starts(
    points: np.ndarray, norms: np.ndarray, k: int, n_init: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Yield the centroids (k, d) of every start, drawing as many starts together as fit."""
    n_draws = 2 + int(np.log(k))
    together = max(1, START_VALUES // (n_draws * len(points)))
    for first in range(0, n_init, together):
        chosen = _plus_plus(points, norms, k, min(together, n_init - first), n_draws, rng)
        yield from points[chosen]


def _plus_plus(
    points: np.ndarray,
    norms: np.ndarray,
    k: int,
    n_starts: int,
    n_draws: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.intp]:
    """Rows that begin as centroids, by greedy k-means++: (n_starts, k)."""
    starts, n = np.arange(n_starts), len(points)
    chosen = np.empty((n_starts, k), dtype=np.intp)
    chosen[:, 0] = rng.integers(n, size=n_starts)
    nearest = _squared(points[chosen[:, 0]], points, norms)
    for j in range(1, k):
        cumulative = np.cumsum(nearest, axis=1)
        targets = rng.random((n_starts, n_draws)) * cumulative[:, -1:]
        drawn = np.stack(
            [np.searchsorted(*pair, "right") for pair in zip(cumulative, targets, strict=True)]
        )
        drawn = np.minimum(drawn, n - 1)
        after = _squared(points[drawn.ravel()], points, norms).reshape(n_starts, n_draws, n)
        np.minimum(after, nearest[:, None], out=after)
        best = after.sum(axis=2).argmin(axis=1)
        chosen[:, j], nearest = drawn[starts, best], after[starts, best]
    return chosen


def _squared(centroids: np.ndarray, points: np.ndarray, norms: np.ndarray) -> np.ndarray:
    """Squared distances (k, n) by |c|² − 2 c·x + |x|², with one matrix product."""
    squared = centroids @ points.T
    squared *= -2
    squared += np.einsum("ij,ij->i", centroids, centroids)[:, None]
    squared += norms
    return np.maximum(squared, 0, out=squared)


def _lloyd(
    points: np.ndarray, norms: np.ndarray, centroids: np.ndarray, max_iter: int
) -> tuple[npt.NDArray[np.intp], bool]:
    """Labels after Lloyd's iterations, and whether they ended by themselves."""
    k = len(centroids)
    if k * points.size > SMALL:
        return _lloyd_bounded(points, norms, centroids, max_iter)
    labels = np.full(len(points), -1, dtype=np.intp)
    for _ in range(max_iter):
        nearest = _squared(centroids, points, norms).argmin(axis=0)
        if (nearest == labels).all():
            return labels, True
        labels = nearest
        centroids, sizes = _means(points, labels, k)
        if not sizes.all() and _fill_empty(points, norms, labels, k):
            centroids, _ = _means(points, labels, k)
    return labels, False


def _lloyd_bounded(
    points: np.ndarray, norms: np.ndarray, centroids: np.ndarray, max_iter: int
) -> tuple[npt.NDArray[np.intp], bool]:
    """The same for large data, where looking at every point every time takes longer than bounds.

    `own` and `other` bound every point's distance to its centroid from above and to the next one
    from below. Only points whose bounds overlap are looked at again.
    """
    n, k = len(points), len(centroids)
    labels = np.full(n, -1, dtype=np.intp)
    own, other = np.empty(n), np.empty(n)
    sums, sizes = np.zeros(centroids.shape), np.zeros(k)
    looked = np.arange(n)
    for _ in range(max_iter):
        close = points if len(looked) == n else points[looked]
        squared = _squared(centroids, close, norms[looked])
        nearest, each = squared.argmin(axis=0), np.arange(len(looked))
        own[looked] = np.sqrt(squared[nearest, each])
        squared[nearest, each] = np.inf
        other[looked] = np.sqrt(squared.min(axis=0))

        changed = np.flatnonzero(nearest != labels[looked])
        if not len(changed):
            return labels, True
        change = np.zeros((k, len(changed)))
        columns = np.arange(len(changed))
        change[nearest[changed], columns] = 1
        if labels[0] >= 0:
            change[labels[looked[changed]], columns] = -1
        labels[looked[changed]] = nearest[changed]
        sums += change @ close[changed]
        sizes += change.sum(axis=1)
        if not sizes.all() and _fill_empty(points, norms, labels, k):
            centroids, sizes = _means(points, labels, k)
            sums, looked = centroids * sizes[:, None], np.arange(n)
            continue

        before, centroids = centroids, sums / np.maximum(sizes, 1)[:, None]
        moved = np.sqrt(((centroids - before) ** 2).sum(axis=1))
        own += moved[labels]
        furthest = int(moved.argmax())
        others = np.delete(moved, furthest).max(initial=0)
        other -= np.where(labels == furthest, others, moved[furthest])
        looked = np.flatnonzero(own >= other)
        if len(looked) > 0.7 * n:  # copying so many rows costs more than it saves
            looked = np.arange(n)
    return labels, False


def _means(points: np.ndarray, labels: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean (k, d) and size of every cluster; an empty one has the mean of all points."""
    membership = (labels == np.arange(k)[:, None]).astype(float)
    sizes = membership.sum(axis=1)
    means = (membership @ points) / np.maximum(sizes, 1)[:, None]
    if not sizes.all():
        means[sizes == 0] = points.mean(axis=0)
    return means, sizes


def _inertia(points: np.ndarray, norms: np.ndarray, labels: np.ndarray, k: int) -> float:
    """Σ |x|² − Σ n |c|²: enough digits to tell which of two partitions is better."""
    means, sizes = _means(points, labels, k)
    return float(norms.sum() - sizes @ np.einsum("ij,ij->i", means, means))


def _fill_empty(points: np.ndarray, norms: np.ndarray, labels: np.ndarray, k: int) -> bool:
    """Move the points furthest from their centroids into the empty clusters, in place.

    Returns whether any was moved: none is if all points lie on their centroids.
    """
    filled = False
    for cluster in np.flatnonzero(np.bincount(labels, minlength=k) == 0):
        centroids, sizes = _means(points, labels, k)
        squared = ((points - centroids[labels]) ** 2).sum(axis=1)
        squared[sizes[labels] < 2] = 0
        furthest = int(squared.argmax())
        if squared[furthest] <= SAME_POINT * norms.max():
            break
        labels[furthest] = cluster
        filled = True
    return filled


def _polish(
    points: np.ndarray, norms: np.ndarray, labels: np.ndarray, k: int
) -> tuple[float, npt.NDArray[np.intp]]:
    """Move single points while that lowers the inertia: inertia and labels.

    Without a point x, its cluster of n points loses n / (n − 1) |x − c|² of inertia; with it, one
    of n points gains n / (n + 1) |x − c|².
    """
    labels, everything = labels.copy(), np.arange(len(labels))
    looked = near = everything
    least = SAME_POINT * norms.max()
    while True:
        if looked is everything:
            centroids, sizes = _means(points, labels, k)
        leaving, gain = _gain(points[looked], norms[looked], labels[looked], centroids, sizes)
        if looked is everything:
            near = np.flatnonzero(gain > -NEAR * leaving)
        promising = np.flatnonzero((gain > GAIN * leaving + least) & (sizes[labels[looked]] > 1))
        moved = False
        for row in looked[promising[np.argsort(-gain[promising])]]:
            moved |= _move(int(row), points, labels, centroids, sizes, least)
        if moved:
            looked = near  # those that may follow soon, before everything is looked at again
        elif looked is everything:
            return _inertia(points, norms, labels, k), labels
        else:
            looked = everything


def _gain(
    points: np.ndarray, norms: np.ndarray, own: np.ndarray, centroids: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What each point takes along when it leaves, and how much of it is left elsewhere at best."""
    squared, each = _squared(centroids, points, norms), np.arange(len(points))
    leaving = squared[own, each] * (sizes / np.maximum(sizes - 1, 1))[own]
    squared *= (sizes / (sizes + 1))[:, None]
    squared[own, each] = np.inf
    return leaving, leaving - squared.min(axis=0)


def _move(
    row: int,
    points: np.ndarray,
    labels: np.ndarray,
    centroids: np.ndarray,
    sizes: np.ndarray,
    least: float,
) -> bool:
    """Move one point to where it costs least, in place, unless it is there."""
    point, old = points[row], labels[row]
    if sizes[old] == 1:
        return False
    difference = centroids - point
    squared = np.einsum("ij,ij->i", difference, difference)
    cost = squared * sizes / (sizes + 1)
    cost[old] = squared[old] * sizes[old] / (sizes[old] - 1)
    new = cost.argmin()
    if cost[old] - cost[new] <= GAIN * cost[old] + least:
        return False
    centroids[old] += (centroids[old] - point) / (sizes[old] - 1)
    centroids[new] += (point - centroids[new]) / (sizes[new] + 1)
    sizes[old] -= 1
    sizes[new] += 1
    labels[row] = new
    return True
