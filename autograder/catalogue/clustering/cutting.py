"""Clusters from a tree that is cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.clustering.trees import (
    Data,
    cut,
    distinct,
    draw,
    telling,
    tree_of,
    tree_of_square,
    z_scored,
)
from autograder.compare import (
    as_numbers,
    expect,
    expect_conduct,
    expect_partition,
    shown,
)
from autograder.exercise import Call, exercise

cluster_rows = exercise(
    "cluster_rows", lesson="clustering", points=3, reference=functions.cluster_rows
)


def _together(labels: np.ndarray) -> np.ndarray:
    return labels[:, None] == labels[None, :]


def _cuts(values: np.ndarray, n_clusters: int) -> Iterator[np.ndarray]:
    """What the right tree gives, and the wrong ones, those that differ least often first."""
    yield _together(cut(tree_of(values), n_clusters))
    yield _together(cut(linkage(pdist(values) ** 2, "ward"), n_clusters))
    yield _together(cut(tree_of_square(values), n_clusters))
    yield _together(cut(tree_of(values, "single"), n_clusters))
    yield _together(cut(tree_of(z_scored(values)), n_clusters))
    yield _together(cut(linkage(pdist(values, "correlation"), "ward"), n_clusters))


def _all_cuts_differ(data: Data, n_clusters: int) -> bool:
    values = data["expression"]
    if not distinct(_cuts(values, n_clusters)):
        return False
    right = cut(tree_of(values), n_clusters)
    others = (cut(tree_of(values, method), n_clusters) for method in ("complete", "average"))
    return all((_together(right) != _together(other)).any() for other in others)


def _expect_clusters(labels: Any, data: Data, n_clusters: int, method: str = "ward") -> None:
    expected = cut(tree_of(data["expression"], method), n_clusters)
    what = f"your labels (n_clusters={n_clusters}, method={method!r})"
    expect_partition(labels, expected, what, names=list(data["genes"].index))


@cluster_rows.check("the clusters of genes that Ward's tree gives", points=1.25)
def clusters_of_wards_tree(call: Call, rng: np.random.Generator) -> None:
    for n_clusters in (4, 3):
        data = telling(lambda: draw(rng, 22, 5), lambda d, k=n_clusters: _all_cuts_differ(d, k))
        _expect_clusters(call(data, n_clusters), data, n_clusters)


@cluster_rows.check("labels are whole numbers from 1 to n_clusters", points=0.5)
def labels_from_one(call: Call, rng: np.random.Generator) -> None:
    data = draw(rng, 11, 6)
    for n_clusters in (5, 1, 11):
        labels = as_numbers(call(data, n_clusters), "your labels")
        found, wanted = sorted(set(labels.ravel().tolist())), list(range(1, n_clusters + 1))
        expect(
            found == wanted,
            f"with n_clusters={n_clusters} the labels should be {shown(wanted)}, "
            f"but they are {shown([int(x) if float(x).is_integer() else x for x in found])}",
        )


@cluster_rows.check("the linkage method is the caller's", points=0.75)
def clusters_by_other_methods(call: Call, rng: np.random.Generator) -> None:
    data = telling(lambda: draw(rng, 22, 5), lambda d: _all_cuts_differ(d, 4))
    for method in ("average", "single"):
        _expect_clusters(call(data, 4, method=method), data, 4, method)
    _expect_clusters(call(data, n_clusters=4, method="complete"), data, 4, "complete")
    _expect_clusters(call(data, 4, "ward"), data, 4)


@cluster_rows.check("nothing is stored: the data stay as they were", points=0.5)
def nothing_stored(call: Call, rng: np.random.Generator) -> None:
    data = draw(rng, 9, 5)
    labels = as_numbers(call(data, 3), "your labels")
    expect(
        labels.shape == (9,),
        f"there should be one label for each of 9 genes, but the shape is {labels.shape}",
    )
    expect_conduct(call, data, 3)


@cluster_rows.misconception(
    "H1",
    "You gave `linkage` the square distance matrix. It takes every row of it for the coordinates "
    "of a gene and measures distances between distance profiles, with a ClusterWarning at most. "
    "Give it the condensed vector, `pdist(X)` or `squareform(D)`, and compare the heights.",
    sees=clusters_of_wards_tree,
)
def square_matrix(data, n_clusters, method="ward"):
    return cut(linkage(squareform(pdist(data["expression"])), method), n_clusters)


@cluster_rows.misconception(
    "H2",
    "You clustered correlation distances. Ward's method adds up squared Euclidean distances to "
    "cluster centres, so its heights mean nothing for another distance, and scipy doesn't complain. "
    "The task asks for Euclidean distances.",
    sees=clusters_of_wards_tree,
)
def correlation_distances(data, n_clusters, method="ward"):
    return cut(linkage(pdist(data["expression"], "correlation"), method), n_clusters)


@cluster_rows.misconception(
    "H3",
    "You squared the distances before `linkage`. It squares them itself for Ward's method, so "
    "yours count to the fourth power and far genes weigh too much. Give it the distances as "
    "`pdist` returns them.",
    sees=clusters_of_wards_tree,
)
def squared_distances(data, n_clusters, method="ward"):
    return cut(linkage(pdist(data["expression"]) ** 2, method), n_clusters)


@cluster_rows.misconception(
    "H5",
    "You called `fcluster(tree, n_clusters)` without a criterion. Then the number is a threshold "
    'of "inconsistency", not a number of clusters: count the different labels that you get. '
    'Say `criterion="maxclust"`.',
    sees=clusters_of_wards_tree,
)
def default_criterion(data, n_clusters, method="ward"):
    return fcluster(tree_of(data["expression"], method), n_clusters)


@cluster_rows.misconception(
    "H35",
    'You cut with `criterion="distance"`, which takes the number for a height of the tree. How many '
    "clusters that makes depends on the scale of the data: count the different labels. Say "
    '`criterion="maxclust"`.',
    sees=clusters_of_wards_tree,
)
def cut_at_a_height(data, n_clusters, method="ward"):
    return fcluster(tree_of(data["expression"], method), n_clusters, criterion="distance")


@cluster_rows.misconception(
    "H13",
    "Your clusters are right, but they are numbered from 0. The task asks for 1 to `n_clusters`, "
    "as `fcluster` numbers them. Look at `set(labels)`.",
    sees=labels_from_one,
)
def labels_from_zero(data, n_clusters, method="ward"):
    return functions.cluster_rows(data, n_clusters, method) - 1


@cluster_rows.misconception(
    "H14",
    "You clustered the columns: there is one label for every sample. Genes are the rows, and "
    "`pdist` compares rows, so no transposing is needed. Compare `len(labels)` with "
    '`len(data["genes"])`.',
    sees=clusters_of_wards_tree,
)
def samples_instead(data, n_clusters, method="ward"):
    return cut(tree_of(data["expression"].T, method), n_clusters)


@cluster_rows.misconception(
    "H15",
    'You stored the labels in `data["genes"]`. Whoever called the function finds a new column in a '
    "table that was only lent. Return the labels, and let the caller store them.",
    sees=nothing_stored,
)
def stored_labels(data, n_clusters, method="ward"):
    data["genes"]["cluster"] = functions.cluster_rows(data, n_clusters, method)
    return data["genes"]["cluster"].to_numpy()


@cluster_rows.misconception(
    "H16",
    "Your function gives Ward's clusters whatever `method` says. Hand the argument on: "
    "`linkage(distances, method)`.",
    sees=clusters_by_other_methods,
)
def always_ward(data, n_clusters, method="ward"):
    return functions.cluster_rows(data, n_clusters)


@cluster_rows.misconception(
    "H17",
    "Your tree is single linkage where nobody names a method. That is scipy's default, not this "
    'function\'s: write `method="ward"` in the signature and hand it to `linkage`.',
    sees=clusters_of_wards_tree,
)
def single_by_default(data, n_clusters, method="single"):
    return functions.cluster_rows(data, n_clusters, method)


@cluster_rows.misconception(
    "H21",
    "You z-scored the genes first. That may be a good idea, but then it is the caller's: the task "
    "asks for the distances of the rows as they are. Someone who wants z-scores calls "
    "`zscore_rows` before.",
    sees=clusters_of_wards_tree,
)
def z_scored_first(data, n_clusters, method="ward"):
    return cut(tree_of(z_scored(data["expression"]), method), n_clusters)


cluster_rows.hints(
    "Three steps: the distances between the rows, a tree from the distances, clusters from the "
    "tree. scipy has a function for each; look at what each of them takes and returns.",
    '`pdist(data["expression"])` gives the condensed distances that `linkage` expects. `fcluster` '
    "cuts the tree, but its default criterion doesn't count clusters: read about `criterion`.",
    "tree = linkage(pdist(data['expression']), method), and then "
    "fcluster(tree, n_clusters, criterion='maxclust') gives labels from 1 to n_clusters.",
)
