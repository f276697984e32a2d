"""k-means of the same cells in many views at once: every start of every view in one array."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

TOGETHER = 2_000_000
"""Numbers in the largest table that is held while views are clustered together."""
MAX_ITER = 300


def kmeans_of_views(
    views: Sequence[np.ndarray], k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Labels (n_views, n) of every view's best start, by k-means++ and Lloyd's iterations.

    One small k-means spends its time in calls, not in arithmetic. Views of the same number of
    points, filled up with columns of zeros, go through all steps together.
    """
    n, width = len(views[0]), max(view.shape[1] for view in views) + 1
    together = max(1, TOGETHER // (n * max(width, k * n_starts)))
    labels = [
        _of_block(_side_by_side(views[first : first + together], n), k, n_starts, rng)
        for first in range(0, len(views), together)
    ]
    return np.concatenate(labels)


def _side_by_side(views: Sequence[np.ndarray], n: int) -> npt.NDArray[np.float32]:
    """Points (views, n, d + 1): zeros fill up to d, and a last column of ones counts."""
    width = max(view.shape[1] for view in views)
    points = np.zeros((len(views), n, width + 1), dtype=np.float32)
    for block, view in zip(points, views, strict=True):
        block[:, : view.shape[1]] = view
    points[:, :, -1] = 1
    return points


def _of_block(
    points: np.ndarray, k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    n_views, n, width = points.shape
    centroids = _plus_plus(points, k, n_starts, rng)
    member = np.zeros((n_views, k, n_starts, n), dtype=bool)
    explained = np.zeros((n_views, n_starts))
    active, those = np.arange(n_views), points
    for _ in range(MAX_ITER):
        nearest = _nearest(those, centroids)
        moving = (nearest != member[active]).any(axis=(1, 2, 3))
        member[active] = nearest
        joined = nearest.reshape(len(active), -1, n).astype(np.float32)
        sums = (joined @ those).reshape(len(active), k, n_starts, width)
        means = sums[..., :-1] / np.maximum(sums[..., -1:], 1)
        # The less of all squares is left within the clusters, the more lies in their means.
        explained[active] = np.einsum("vksd,vksd->vs", sums[..., :-1], means)
        if not moving.any():
            break
        # A cluster that lost all its points waits where it was.
        centroids = np.where(sums[..., -1:] > 0, means, centroids)
        if not moving.all():
            active, those, centroids = active[moving], those[moving], centroids[moving]
    best = explained.argmax(axis=1)
    return member[np.arange(n_views), :, best].argmax(axis=1)


def _nearest(points: np.ndarray, centroids: np.ndarray) -> npt.NDArray[np.bool_]:
    """Which centroid (views, k, starts, n) is the nearest: the largest c·x − |c|²/2."""
    n_views, k, n_starts, width = centroids.shape
    lines = np.empty((n_views, k, n_starts, width + 1), dtype=np.float32)
    lines[..., :-1] = centroids
    np.einsum("vksd,vksd->vks", centroids, centroids, out=lines[..., -1])
    lines[..., -1] /= -2
    scores = lines.reshape(n_views, k * n_starts, -1) @ points.transpose(0, 2, 1)
    scores = scores.reshape(n_views, k, n_starts, -1)
    nearest = scores == scores.max(axis=1, keepdims=True)
    taken = nearest[:, 0].copy()
    for j in range(1, k):  # of two that are equally near, the first
        nearest[:, j] &= ~taken
        taken |= nearest[:, j]
    return nearest


def _plus_plus(
    points: np.ndarray, k: int, n_starts: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Centroids (views, k, starts, d) drawn by greedy k-means++.

    Each is drawn with probability ∝ squared distance, and is the best of a few such draws.
    """
    n_views, n, _ = points.shape
    n_draws = 2 + int(np.log(k))
    coordinates = points[..., :-1]
    norms = np.einsum("vnd,vnd->vn", coordinates, coordinates)
    turned, view = coordinates.transpose(0, 2, 1), np.arange(n_views)[:, None]
    chosen = rng.integers(n, size=(n_views, n_starts))
    drawn = [coordinates[view, chosen]]
    nearest = _squared(drawn[0], turned, norms)
    for _ in range(1, k):
        cumulative = nearest.cumsum(axis=2)
        targets = rng.random((n_views, n_starts, n_draws)) * cumulative[..., -1:]
        # Of so few draws, counting is quicker than a search in every row.
        places = (cumulative[:, :, None] <= targets[..., None]).sum(axis=3)
        chosen = np.minimum(places.reshape(n_views, -1), n - 1)
        after = _squared(coordinates[view, chosen], turned, norms)
        after = np.minimum(after.reshape(n_views, n_starts, n_draws, n), nearest[:, :, None])
        best = after.sum(axis=3).argmin(axis=2)[..., None]
        nearest = np.take_along_axis(after, best[..., None], axis=2)[:, :, 0]
        chosen = np.take_along_axis(chosen.reshape(n_views, n_starts, n_draws), best, axis=2)
        drawn.append(coordinates[view, chosen[..., 0]])
    return np.stack(drawn, axis=1)


def _squared(centroids: np.ndarray, turned: np.ndarray, norms: np.ndarray) -> np.ndarray:
    """Squared distances (views, m, n) of centroids (views, m, d) to points (views, d, n)."""
    squared = centroids @ turned
    squared *= -2
    squared += np.einsum("vmd,vmd->vm", centroids, centroids)[..., None]
    squared += norms[:, None]
    return np.maximum(squared, 0, out=squared)
