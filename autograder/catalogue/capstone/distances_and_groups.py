"""The tree of the genes, and how far groups are apart."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.capstone import repaired
from autograder.compare import expect, expect_close, expect_conduct, expect_number, expect_type
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- 4. the tree


gene_tree = exercise("gene_tree", lesson="capstone", points=2, reference=repaired.gene_tree)


@gene_tree.check("the heights of the merges are those of the genes' distances", points=1.5)
def heights(call: Call, rng: np.random.Generator) -> None:
    values = rng.normal(size=(12, 7)) + 4 * rng.integers(0, 3, (12, 1))
    tree = call(values)
    expect_type(tree, (np.ndarray, list), "your tree")
    expect(np.shape(tree) == (11, 4), "a tree of 12 genes has 11 merges in rows of 4 numbers")
    expect_close(
        np.asarray(tree)[:, 2], repaired.gene_tree(values)[:, 2], "the heights of the merges"
    )
    expect_conduct(call, values)


@gene_tree.check("the merges join the right genes", points=0.5, after=heights)
def merges(call: Call, rng: np.random.Generator) -> None:
    values = rng.normal(size=(15, 4))
    expect_close(np.asarray(call(values)), repaired.gene_tree(values), "your tree")


@gene_tree.misconception(
    "H1",
    "Still the planted error: `linkage` takes a square matrix for *observations*, and measures "
    "distances between rows of distances. It warns, and goes on; the heights are far too large. "
    "Give it the condensed vector, `pdist(values)`.",
    sees=heights,
)
def square_matrix(values):
    return linkage(squareform(pdist(values)), "ward")


@gene_tree.misconception(
    "H3",
    "You squared the distances. Ward's method squares them itself: it takes Euclidean distances "
    "as they are.",
    sees=heights,
)
def squared_distances(values):
    return linkage(pdist(values) ** 2, "ward")


@gene_tree.misconception(
    "H7",
    "The distances are right now, but another linkage than Ward's joins the clusters. Name the "
    'method: `linkage(distances, "ward")`.',
    sees=heights,
)
def single_linkage(values):
    return linkage(pdist(values))


gene_tree.hints(
    "How high is the last merge, and how far apart are the two most distant genes?",
    "A warning that is hidden was there for a reason: `linkage` wants n(n−1)/2 distances.",
    '`linkage(pdist(values), "ward")`, with nothing in between.',
)


# ---------------------------------------------------------------- 5. tight clusters


separation = exercise("separation", lesson="capstone", points=2, reference=repaired.separation)


@separation.check("the silhouette width of the groups that are given", points=2)
def of_the_groups(call: Call, rng: np.random.Generator) -> None:
    clouds = rng.normal(size=(18, 2)) + np.repeat([[0, 0], [9, 0], [0, 9]], 6, axis=0)
    mixed = rng.permutation(np.repeat(["WT", "KO7", "KO12"], 6))
    expect_number(call(clouds, list(map(str, mixed))), repaired.separation(clouds, mixed), _WHAT)
    apart = np.repeat(["WT", "KO7", "KO12"], 6)
    expect_number(call(clouds, list(map(str, apart))), repaired.separation(clouds, apart), _WHAT)
    expect_conduct(call, clouds, list(map(str, mixed)))


_WHAT = "the mean silhouette width"


@separation.misconception(
    "R3",
    "Still the planted error: it clusters the points and then asks how far apart *those clusters* "
    "are, and they are always apart. `groups` is not used at all. Judge the groups that are given.",
    sees=of_the_groups,
)
def clusters_of_the_points(points, groups):
    points = np.asarray(points, dtype=float)
    found = kmeans2(points, len(set(groups)), minit="++", seed=0)[1]
    return functions.silhouette(squareform(pdist(points)), found)


@separation.misconception(
    "R8",
    "You average the widths of one group only. The mean is over all samples.",
    sees=of_the_groups,
)
def one_group_only(points, groups):
    from sklearn.metrics import silhouette_samples

    widths = silhouette_samples(np.asarray(points, dtype=float), groups)
    return float(widths[np.asarray(groups) == groups[0]].mean())


separation.hints(
    "Shuffle `groups`. Does the result change? Should it?",
    "The silhouette width takes labels. Whose labels does the function give it?",
    "`sklearn.metrics.silhouette_score(points, groups)` is the mean width of the groups given.",
)
