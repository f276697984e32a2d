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
    points: npt.ArrayLike, numbers: Sequence[int], k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Labels (tables × numbers, n) of k-means in views of tables of points (tables, n, d).

    A view is the first so many columns of a table: all `numbers` of the first, then of the second.
    One small k-means spends its time in calls, not in arithmetic, so all views go through all steps
    together: a centroid that is 0 in the columns behind its view leaves them out of all products.

    Clusters of one view are a good start in its neighbours. After a few iterations, every view goes
    on from the best of all clusters that were found in its table, by its own measure.
    """
    points = np.asarray(points, dtype=np.float32)
    n_tables, n, width = points.shape
    together = max(1, TOGETHER // (n * max(width, k * n_starts)))
    n_parts = -(-len(numbers) // together)
    parts = np.array_split(np.asarray(numbers), n_parts)
    size = max(1, together // len(parts[0]))
    labels = [
        [_of_tables(points[first : first + size], part, k, n_starts, rng) for part in parts]
        for first in range(0, n_tables, size)
    ]
    return np.concatenate([np.concatenate(row, axis=1) for row in labels]).reshape(-1, n)


def _of_tables(
    columns: np.ndarray, numbers: np.ndarray, k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    n_tables, n, width = columns.shape
    points = np.ones((n_tables, n, width + 1), dtype=np.float32)  # the last column counts
    points[..., :-1] = columns
    inside = (np.arange(width) < numbers[:, None]).astype(np.float32)
    centroids = _plus_plus(points[..., :-1], inside, k, n_starts, rng)
    runs = np.repeat(inside, n_starts, axis=0)
    _, centroids, explained = _lloyd(points, centroids, runs, BRIEF)
    best = _best(explained, numbers)
    centroids = np.take_along_axis(centroids, best, axis=2) * inside
    nearest, _, explained = _lloyd(points, centroids, inside, MAX_ITER)
    nearest = np.take_along_axis(nearest, _best(explained, numbers), axis=2)
    return nearest.argmax(axis=1)


def _best(explained: np.ndarray, numbers: np.ndarray) -> npt.NDArray[np.intp]:
    """For every view, the run (tables, 1, views, 1) that explains most in its first columns."""
    return explained.cumsum(axis=2)[..., numbers - 1].argmax(axis=1)[:, None, :, None]


def _lloyd(
    points: np.ndarray, centroids: np.ndarray, inside: np.ndarray, max_iter: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which centroid is nearest (tables, k, runs, n), means, and what they explain by column."""
    n_tables, k, n_runs, width = centroids.shape
    before = np.zeros((n_tables, n_runs))
    for _ in range(max_iter):
        nearest = _nearest(points, centroids)
        joined = nearest.reshape(n_tables, k * n_runs, -1).astype(np.float32)
        sums = (joined @ points).reshape(n_tables, k, n_runs, width + 1)
        sums, sizes = sums[..., :-1], sums[..., -1:]
        # A cluster that lost all its points waits where it was.
        means = np.where(sizes > 0, sums / np.maximum(sizes, 1), centroids)
        # The less of all squares is left within the clusters, the more lies in their means.
        explained = np.einsum("tkrd,tkrd->trd", sums, means)
        after = np.einsum("trd,rd->tr", explained, inside)
        if (after <= before * (1 + GAIN)).all():
            break
        before, centroids = after, means * inside
    return nearest, means, explained


def _nearest(points: np.ndarray, centroids: np.ndarray) -> npt.NDArray[np.bool_]:
    """Which centroid (tables, k, runs, n) is the nearest: the largest c·x − |c|²/2."""
    n_tables, k, n_runs, width = centroids.shape
    lines = np.empty((n_tables, k, n_runs, width + 1), dtype=np.float32)
    lines[..., :-1] = centroids
    np.einsum("tkrd,tkrd->tkr", centroids, centroids, out=lines[..., -1])
    lines[..., -1] /= -2
    scores = lines.reshape(n_tables, k * n_runs, -1) @ points.transpose(0, 2, 1)
    scores = scores.reshape(n_tables, k, n_runs, -1)
    largest = scores.max(axis=1, keepdims=True)
    nearest = scores == largest
    if np.count_nonzero(nearest) > largest.size:
        taken = nearest[:, 0].copy()
        for j in range(1, k):  # of two that are equally near, the first
            nearest[:, j] &= ~taken
            taken |= nearest[:, j]
    return nearest


def _plus_plus(
    points: np.ndarray, inside: np.ndarray, k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Centroids (tables, k, views × starts, d) drawn by greedy k-means++.

    Each is drawn with probability ∝ squared distance, and is the best of a few such draws.
    """
    n_tables, n, _ = points.shape
    n_runs, n_draws = len(inside) * n_starts, 2 + int(np.log(k))
    norms = inside @ (points**2).transpose(0, 2, 1)
    tables, runs = np.arange(n_tables)[:, None], np.arange(n_runs)
    drawn, nearest = _drawn(points, norms, inside, rng.integers(n, size=(n_tables, n_runs, 1)))
    centroids = [drawn[:, :, 0]]
    for _ in range(1, k):
        cumulative = nearest.cumsum(axis=3)
        targets = rng.random((n_tables, n_runs, n_draws), dtype=np.float32)
        targets *= cumulative[:, :, 0, -1:]
        # Of so few draws, counting is quicker than a search in every row.
        places = np.count_nonzero(cumulative <= targets[..., None], axis=3)
        drawn, squared = _drawn(points, norms, inside, np.minimum(places, n - 1))
        after = np.minimum(squared, nearest)
        best = after.sum(axis=3).argmin(axis=2)
        nearest = after[tables, runs, best][:, :, None]
        centroids.append(drawn[tables, runs, best])
    return np.stack(centroids, axis=1)


def _drawn(
    points: np.ndarray, norms: np.ndarray, inside: np.ndarray, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Chosen points (tables, runs, draws, d), and squared distances (…, n) of all to them."""
    n_tables, n_runs, n_draws = chosen.shape
    n_starts = n_runs // len(inside)
    tables = np.arange(n_tables)[:, None, None]
    drawn = points[tables, chosen] * np.repeat(inside, n_starts, axis=0)[:, None]
    squared = drawn.reshape(n_tables, n_runs * n_draws, -1) @ points.transpose(0, 2, 1)
    squared = squared.reshape(n_tables, n_runs, n_draws, -1)
    squared *= -2
    squared += np.einsum("trcd,trcd->trc", drawn, drawn)[..., None]
    squared += np.repeat(norms, n_starts, axis=1)[:, :, None]
    return drawn, np.maximum(squared, 0, out=squared)
