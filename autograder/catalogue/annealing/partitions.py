"""Genes with distances, and partitions of them, for the checks of this lesson."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import pdist, squareform


def distances(rng: np.random.Generator, n: int) -> np.ndarray:
    """Distances of n genes without groups."""
    return squareform(pdist(2 * rng.normal(size=(n, 3))))


def partition(rng: np.random.Generator, *sizes: int) -> np.ndarray:
    """Labels of clusters of these sizes, mixed; a size may be 0."""
    return rng.permutation(np.repeat(np.arange(len(sizes)), sizes))


def energy_of(labels: np.ndarray, dist_matrix: np.ndarray, k: int) -> float:
    """The energy, straight from its definition."""
    together = labels[:, None] == labels[None, :]
    np.fill_diagonal(together, False)
    return float(dist_matrix[together].sum() / k)
