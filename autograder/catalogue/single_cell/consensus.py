"""Consensus clustering of cells: what has to hold whichever way it is built."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform

import functions
from autograder.catalogue.limma.inputs import ask
from autograder.compare import Mismatch, as_numbers, expect_conduct, expect_partition, kind
from autograder.exercise import Call, exercise

sc3_consensus = exercise(
    "sc3_consensus", lesson="single_cell", points=5, reference=functions.sc3_consensus
)

N_FEATURES = 36


def _groups(rng: np.random.Generator, *sizes: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells with markers of their own group, far apart in profile and in distance; their groups."""
    truth = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    base = rng.uniform(1, 3, N_FEATURES)
    markers = rng.permutation(N_FEATURES) % len(sizes)
    x = base + 5.0 * (markers == truth[:, None])
    return np.maximum(x + rng.normal(0, 0.4, x.shape), 0), truth


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(10_000))


def _labels(answer: Any, n: int, n_features: int = N_FEATURES) -> np.ndarray:
    """The learner's labels, if there is one number for every cell."""
    labels = as_numbers(answer, "your labels")
    if labels.shape != (n,):
        why = ""
        if labels.shape == (n_features,):
            why = ": that is the number of features; the rows of x are the cells"
        raise Mismatch(
            f"there should be one label for each of the {n} cells, but your answer is "
            f"{kind(answer)}{why}"
        )
    return labels


def _consensus(call: Call, x: np.ndarray, n_clusters: int, seed: int) -> Any:
    """The answer where the numbers of eigenvectors are listed, or else where the largest is told.

    With fewer eigenvectors than there are groups, none could be told apart; with many more, the
    rest is noise.
    """
    numbers = [n_clusters, n_clusters + 1]
    return ask(call, (x, n_clusters, numbers, seed), (x, n_clusters, n_clusters + 1, seed))


def _expect_groups(call: Call, rng: np.random.Generator, *sizes: int) -> None:
    x, truth = _groups(rng, *sizes)
    answer = _consensus(call, x, len(sizes), _seed(rng))
    _labels(answer, len(x))
    expect_partition(answer, truth, f"your labels of {len(sizes)} well separated groups")


@sc3_consensus.check("four well separated groups are found", points=2)
def four_groups(call: Call, rng: np.random.Generator) -> None:
    _expect_groups(call, rng, 8, 10, 13, 11)
    _expect_groups(call, rng, 12, 9, 11, 9)


@sc3_consensus.check("three groups are found", points=1)
def three_groups(call: Call, rng: np.random.Generator) -> None:
    _expect_groups(call, rng, 14, 10, 12)


@sc3_consensus.check("five groups are found", points=1)
def five_groups(call: Call, rng: np.random.Generator) -> None:
    _expect_groups(call, rng, 8, 9, 7, 10, 8)


@sc3_consensus.check(
    "random numbers from the seed alone; the cells stay as they were", points=1, after=four_groups
)
def seeded_and_untouched(call: Call, rng: np.random.Generator) -> None:
    # A cloud has no groups: what comes out depends on the starts of k-means.
    x = np.maximum(rng.uniform(1, 3, N_FEATURES) + rng.normal(0, 0.7, (40, N_FEATURES)), 0)
    for numbers in ([5, 6], 6):
        outcome = call.outcome(x, 5, numbers, seed=3)
        if outcome.error is None:
            break
    _labels(outcome.value if outcome.error is None else call(x, 5, [5, 6], seed=3), len(x))
    expect_conduct(call, x, 5, numbers, seed=3)


sc3_consensus.hints(
    "One k-means run sees the cells in one way: one distance, one number of dimensions, one start. "
    "If many runs, each with another view, put two cells together, what would you believe?",
    "For both distances (Euclidean, and 1 − Pearson's r between cells): make the cells × cells "
    "matrix, take its leading eigenvectors, and run k-means on the first d columns, for each d. "
    "Label numbers mean nothing across runs, so count for every *pair* of cells in how many runs "
    "they share a cluster, and cluster 1 − this share hierarchically.",
    "for d_matrix in (cdist(x, x), 1 - np.corrcoef(x)): s = StandardScaler().fit_transform(d_matrix);"
    " vectors = np.linalg.eigh(s.T @ s)[1][:, ::-1]; for d in n_eigenvectors: "
    "runs.append(KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(vectors[:, :d])); "
    "share = consensus_matrix(runs); Z = linkage(squareform(1 - share, checks=False), 'complete'); "
    "return fcluster(Z, n_clusters, 'maxclust').",
)


# ---------------------------------------------------------------- consensus that goes wrong


def _numbers(n_eigenvectors):
    return list(n_eigenvectors) if np.iterable(n_eigenvectors) else [n_eigenvectors]


def _runs(x, n_clusters, n_eigenvectors, seed, leading=True):
    """Labels of k-means in every view, (runs, cells)."""
    squares = (x**2).sum(axis=1)
    euclidean = np.sqrt(np.maximum(squares[:, None] + squares - 2 * x @ x.T, 0))
    runs = []
    for distances in (euclidean, 1 - np.corrcoef(x)):
        scaled = (distances - distances.mean(axis=0)) / distances.std(axis=0)
        vectors = np.linalg.eigh(scaled.T @ scaled)[1][:, :: -1 if leading else 1]
        for d in _numbers(n_eigenvectors):
            points = functions.from_pd(pd.DataFrame(vectors[:, :d]))
            runs.append(functions.kmeans(points, n_clusters, n_init=5, seed=seed)[0])
    return np.array(runs)


def _share(runs):
    return (runs[:, :, None] == runs[:, None, :]).mean(axis=0)


def _cut(distances, n_clusters):
    tree = linkage(squareform(distances, checks=False), "complete")
    return cut_tree(tree, n_clusters)[:, 0]


@sc3_consensus.misconception(
    "C40",
    "You clustered features, not cells: there are as many labels as columns. The rows of `x` are "
    "the cells here; note that `np.corrcoef` compares rows and `DataFrame.corr` columns.",
    sees=four_groups,
)
def features_clustered(x, n_clusters, n_eigenvectors, seed=0):
    return _cut(1 - _share(_runs(x.T, n_clusters, n_eigenvectors, seed)), n_clusters)


@sc3_consensus.misconception(
    "C41",
    "You return the consensus matrix, how often each pair of cells shares a cluster. One step is "
    "left: cluster its rows, and return one label for each cell.",
    sees=four_groups,
)
def consensus_returned(x, n_clusters, n_eigenvectors, seed=0):
    return _share(_runs(x, n_clusters, n_eigenvectors, seed))


@sc3_consensus.misconception(
    "C42",
    "You return the labels of all runs. They are the votes; count them: how often does each pair of "
    "cells share a cluster?",
    sees=four_groups,
)
def all_runs_returned(x, n_clusters, n_eigenvectors, seed=0):
    return _runs(x, n_clusters, n_eigenvectors, seed)


@sc3_consensus.misconception(
    "C8",
    "You took a majority vote over label *numbers*. Cluster 2 of one run is not cluster 2 of the "
    "next: k-means numbers them as it likes. Count for pairs of cells how often they are together, "
    "which no numbering changes.",
    sees=four_groups,
)
def vote_over_numbers(x, n_clusters, n_eigenvectors, seed=0):
    rng = np.random.default_rng(seed)
    runs = _runs(x, n_clusters, n_eigenvectors, seed)
    runs = np.array([rng.permutation(n_clusters)[run] for run in runs])
    return np.array([np.bincount(votes, minlength=n_clusters).argmax() for votes in runs.T])


@sc3_consensus.misconception(
    "C43",
    "You gave the consensus matrix to the hierarchical clustering as if it were a distance. It is "
    "the opposite: 1 means always together. Cluster `1 - consensus`.",
    sees=four_groups,
)
def similarity_as_distance(x, n_clusters, n_eigenvectors, seed=0):
    share = _share(_runs(x, n_clusters, n_eigenvectors, seed))
    return _cut(share - np.diag(share.diagonal()), n_clusters)


@sc3_consensus.misconception(
    "C44",
    "You took the eigenvectors of the *smallest* eigenvalues: `eigh` sorts from small to large. The "
    "leading components stand last: reverse the columns, `[:, ::-1]`. Only of a graph Laplacian the "
    "smallest lead.",
    sees=four_groups,
)
def smallest_eigenvalues(x, n_clusters, n_eigenvectors, seed=0):
    runs = _runs(x, n_clusters, n_eigenvectors, seed, leading=False)
    return _cut(1 - _share(runs), n_clusters)


@sc3_consensus.misconception(
    "C45",
    "`n_clusters` has no effect in yours: it is always 4. Use the argument in k-means and where the "
    "tree is cut.",
    sees=three_groups,
)
def always_four(x, n_clusters, n_eigenvectors, seed=0):
    return _cut(1 - _share(_runs(x, 4, n_eigenvectors, seed)), 4)


@sc3_consensus.misconception(
    "C46",
    "Your labels make one cluster less than was asked for. Counting from 0, the labels go to "
    "`n_clusters - 1`, but there are `n_clusters` of them: `cut_tree(tree, n_clusters)`.",
    sees=four_groups,
)
def merged_too_far(x, n_clusters, n_eigenvectors, seed=0):
    return _cut(1 - _share(_runs(x, n_clusters, n_eigenvectors, seed)), n_clusters - 1)


@sc3_consensus.misconception(
    "C47",
    "You set the global random generator, `np.random.seed(seed)`, which changes the random numbers "
    "of everybody else in the program. Make one of your own: `rng = np.random.default_rng(seed)`, or "
    "pass `random_state=seed`.",
    sees=seeded_and_untouched,
)
def global_generator(x, n_clusters, n_eigenvectors, seed=0):
    np.random.seed(seed)
    return _cut(1 - _share(_runs(x, n_clusters, n_eigenvectors, seed)), n_clusters)


@sc3_consensus.misconception(
    "C48",
    "You centred or scaled the caller's cells in place. Work on a copy: `x = x - x.mean(axis=0)` "
    "makes a new array, `x -= …` doesn't.",
    sees=seeded_and_untouched,
)
def changed_in_place(x, n_clusters, n_eigenvectors, seed=0):
    x -= x.mean(axis=0)
    return _cut(1 - _share(_runs(x, n_clusters, n_eigenvectors, seed)), n_clusters)
