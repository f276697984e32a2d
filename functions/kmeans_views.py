"""k-means of the same points in many views at once: every start of every view in one array."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

TOGETHER = 2_000_000
"""Numbers in the largest table that is held while views are clustered together."""
BRIEF = 4
"""Iterations after which only the best of all starts go on."""
MAX_ITER = 300
GAIN = 1e-6
"""Iterations end when none explains more than this part more than the one before."""


def kmeans_of_views(
    points: npt.ArrayLike,
    numbers: Sequence[int],
    ks: Sequence[int],
    n_starts: int,
    rng: np.random.Generator,
) -> list[npt.NDArray[np.intp]]:
    """For each k, labels (tables × numbers, n) of k-means in views of tables of points (…, n, d).

    A view is the first so many columns of a table: all `numbers` of the first, then of the second.
    One small k-means spends its time in calls, not in arithmetic, so all views go through all steps
    together: a centroid that is 0 in the columns behind its view leaves them out of all products.

    Clusters of one view are a good start in its neighbours. After a few iterations, every view goes
    on from the best of all clusters that were found in its table, by its own measure.

    The labels of a k are the same whichever others are asked for: k-means++ draws one centroid
    after the other, and the first k of the largest draw are the start of k.
    """
    points = np.asarray(points, dtype=np.float32)
    n_tables, n, width = points.shape
    # How views are split changes what they find, so that it must not depend on the largest k.
    n_parts = -(-len(numbers) // max(1, TOGETHER // (n * width)))
    size = max(1, TOGETHER * n_parts // (n * max(ks) * n_starts * len(numbers)))
    chances = _chances((n_tables, len(numbers), n_starts), n, max(ks), rng)
    labels = np.empty((len(ks), n_tables, len(numbers), n), dtype=np.intp)
    for first in range(0, n_tables, size):
        tables = slice(first, first + size)
        for part in np.array_split(np.arange(len(numbers)), n_parts):
            drawn = [chance[tables, part] for chance in chances]
            found = _of_tables(points[tables], np.asarray(numbers)[part], ks, drawn)
            labels[:, tables, part] = found
    return list(labels.reshape(len(ks), -1, n))


def _chances(
    runs: tuple[int, int, int], n: int, k: int, rng: np.random.Generator
) -> list[npt.NDArray[np.generic]]:
    """All that k-means++ draws (tables, views, starts, draws): one point, then parts of sums.

    Made for all views at once, they don't depend on which of them fit into the memory together.
    """
    first = rng.integers(n, size=(*runs, 1))
    later = (max(3, 2 + int(np.log(size))) for size in range(2, k + 1))
    return [first, *(rng.random((*runs, n_draws), dtype=np.float32) for n_draws in later)]


def _of_tables(
    columns: np.ndarray, numbers: np.ndarray, ks: Sequence[int], chances: Sequence[np.ndarray]
) -> list[npt.NDArray[np.intp]]:
    n_tables, n, width = columns.shape
    points = np.ones((n_tables, n, width + 1), dtype=np.float32)  # the last column counts
    points[..., :-1] = columns
    inside = (np.arange(width) < numbers[:, None]).astype(np.float32)
    starts = _plus_plus(points, inside, chances)
    runs = np.repeat(inside, chances[0].shape[2], axis=0)
    tables = np.arange(n_tables)[:, None]
    labels = []
    for k in ks:
        _, centroids, explained = _lloyd(points, starts[:, :k], runs, BRIEF)
        best = centroids[tables, :, _best(explained, numbers)].swapaxes(1, 2)
        nearest, _, explained = _lloyd(points, best * inside, inside, MAX_ITER)
        nearest = nearest[tables, :, _best(explained, numbers)].astype(np.float32)
        labels.append((np.arange(k, dtype=np.float32) @ nearest).astype(np.intp))
    return labels


def _best(explained: np.ndarray, numbers: np.ndarray) -> npt.NDArray[np.intp]:
    """For every view (tables, views), the run that explains most in its first columns."""
    return explained.cumsum(axis=2)[..., numbers - 1].argmax(axis=1)


def _lloyd(
    points: np.ndarray, centroids: np.ndarray, inside: np.ndarray, max_iter: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which centroid is nearest (tables, k, runs, n), means, and what they explain by column."""
    n_tables, k, n_runs, width = centroids.shape
    before = np.zeros((n_tables, n_runs))
    columns = np.ascontiguousarray(points.transpose(0, 2, 1))
    # Both are written again in every iteration: new memory takes longer than what is done in it.
    table = np.empty((n_tables, k, n_runs, points.shape[1]), dtype=np.float32)
    nearest = np.empty(table.shape, dtype=bool)
    joined = table.reshape(n_tables, k * n_runs, -1)
    for _ in range(max_iter):
        _nearest(_scores(columns, centroids, table), nearest)
        table[...] = nearest
        sums = (joined @ points).reshape(n_tables, k, n_runs, width + 1)
        sums, sizes = sums[..., :-1], sums[..., -1:]
        if sizes.all():
            means = sums / sizes
        else:  # a cluster that lost all its points waits where it was
            means = np.where(sizes > 0, sums / np.maximum(sizes, 1), centroids)
        # The less of all squares is left within the clusters, the more lies in their means.
        explained = np.einsum("tkrd,tkrd->trd", sums, means)
        after = np.einsum("trd,rd->tr", explained, inside)
        if (after <= before * (1 + GAIN)).all():
            break
        before, centroids = after, means * inside
    return nearest, means, explained


def _nearest(scores: np.ndarray, nearest: np.ndarray) -> None:
    """Mark in `nearest` which of the centroids (tables, k, runs, n) has the largest score."""
    largest = scores.max(axis=1, keepdims=True)
    np.equal(scores, largest, out=nearest)
    if np.count_nonzero(nearest) > largest.size:
        taken = nearest[:, 0].copy()
        for j in range(1, nearest.shape[1]):  # of two that are equally near, the first
            nearest[:, j] &= ~taken
            taken |= nearest[:, j]


def _scores(columns: np.ndarray, centroids: np.ndarray, out: np.ndarray) -> np.ndarray:
    """c·x − |c|²/2 of centroids (tables, …, d) and points (tables, d + 1, n), whose last is 1."""
    n_tables, width, n = columns.shape
    lines = np.empty((*centroids.shape[:-1], width), dtype=np.float32)
    lines[..., :-1] = centroids
    np.einsum("...d,...d->...", centroids, centroids, out=lines[..., -1])
    lines[..., -1] /= -2
    np.matmul(lines.reshape(n_tables, -1, width), columns, out=out.reshape(n_tables, -1, n))
    return out


def _plus_plus(
    points: np.ndarray, inside: np.ndarray, chances: Sequence[np.ndarray]
) -> npt.NDArray[np.float32]:
    """Centroids (tables, k, views × starts, d) drawn by greedy k-means++.

    Each is drawn with probability ∝ squared distance, and is the best of a few such draws.
    """
    n_tables, n, _ = points.shape
    n_starts = chances[0].shape[2]
    n_runs = len(inside) * n_starts
    columns = np.ascontiguousarray(points.transpose(0, 2, 1))
    halves = np.repeat(inside @ columns[:, :-1] ** 2 / 2, n_starts, axis=1)  # |x|²/2
    inside = np.repeat(inside, n_starts, axis=0)[:, None]
    tables, runs = np.arange(n_tables)[:, None], np.arange(n_runs)
    chosen = chances[0].reshape(n_tables, n_runs, 1)
    centroids: list[np.ndarray] = []
    highest = np.full((n_tables, n_runs, 1, n), -np.inf, dtype=np.float32)
    for chance in chances:
        if centroids:
            # |x − c|² is twice what the score of the nearest c is less than |x|²/2.
            squared = np.maximum(halves - highest[:, :, 0], 0)
            chosen = _in_proportion(squared, chance.reshape(n_tables, n_runs, -1))
        drawn = points[tables[..., None], chosen, :-1] * inside
        scores = np.empty((n_tables, n_runs, chosen.shape[2], n), dtype=np.float32)
        np.maximum(_scores(columns, drawn, scores), highest, out=scores)
        best = scores.sum(axis=3).argmax(axis=2)
        highest = scores[tables, runs, best][:, :, None]
        centroids.append(drawn[tables, runs, best])
    return np.stack(centroids, axis=1)


def _in_proportion(weights: np.ndarray, chances: np.ndarray) -> npt.NDArray[np.intp]:
    """Places (…, draws) in rows of weights (…, n) where their sum exceeds a part of the whole."""
    n = weights.shape[-1]
    cumulative = weights.astype(float).cumsum()  # one search for all rows, each after the last
    ends = cumulative[n - 1 :: n]
    starts = np.append(0, ends[:-1])
    targets = starts[:, None] + chances.reshape(len(ends), -1) * (ends - starts)[:, None]
    places = np.searchsorted(cumulative, targets, side="right") - n * np.arange(len(ends))[:, None]
    return np.minimum(places, n - 1).reshape(chances.shape)
