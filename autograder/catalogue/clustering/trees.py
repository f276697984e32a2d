"""Data whose trees tell right from wrong, and the trees themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform

from autograder.catalogue.inputs import data_of

Data = dict[str, Any]


def tree_of(values: np.ndarray, method: str = "ward") -> np.ndarray:
    return linkage(pdist(values), method)


def draw(rng: np.random.Generator, n_genes: int, n_samples: int) -> Data:
    """Genes that vary by different amounts, without clear groups: trees have much to differ in."""
    spread = rng.gamma(2.0, 1.0, size=(n_genes, 1))
    return data_of(6 + spread * rng.normal(size=(n_genes, n_samples)), rng)


def telling(draw: Callable[[], Data], differ: Callable[[Data], bool]) -> Data:
    """Data on which the usual wrong ways give another answer than the right one."""
    for _ in range(2000):
        data = draw()
        if differ(data):
            return data
    raise RuntimeError("no telling data in 2000 draws")


def cut(tree: np.ndarray, n_clusters: int) -> np.ndarray:
    return fcluster(tree, n_clusters, criterion="maxclust")


def z_scored(values: np.ndarray) -> np.ndarray:
    return (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)


def tree_of_square(values: np.ndarray) -> np.ndarray:
    """The tree that `linkage` makes of the square distance matrix."""
    return linkage(pdist(squareform(pdist(values))), "ward")


def distinct(answers: Iterable[np.ndarray]) -> bool:
    """Whether all are different; looks no further than the first that is not."""
    seen: set[bytes] = set()
    for answer in answers:
        if answer.tobytes() in seen:
            return False
        seen.add(answer.tobytes())
    return True
