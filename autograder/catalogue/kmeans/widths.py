"""How well items lie in their clusters."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.compare import expect_conduct, expect_number
from autograder.exercise import Call, exercise

silhouette = exercise("silhouette", lesson="kmeans", points=3, reference=functions.silhouette)


def _case(rng: np.random.Generator, *sizes: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances of mixed points in clusters of these sizes, and their labels.

    The clusters overlap, so that one item or more is nearer to another cluster than to its own.
    """
    labels = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    for _ in range(1000):
        centres = 1.8 * rng.normal(size=(len(sizes), 3))
        distances = squareform(pdist(centres[labels] + rng.normal(size=(len(labels), 3))))
        if _widths(distances, labels).min() < -0.05:
            return distances, labels
    raise RuntimeError("no overlapping clusters in 1000 draws")


def _widths(distances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The width of every item, straight from the definition."""
    widths = np.zeros(len(labels))
    for i, own in enumerate(labels):
        others = np.flatnonzero((labels == own) & (np.arange(len(labels)) != i))
        if len(others):
            a = distances[i, others].mean()
            b = min(distances[i, labels == other].mean() for other in set(labels) - {own})
            widths[i] = (b - a) / max(a, b)
    return widths


def _expect_mean_width(call: Call, distances: np.ndarray, labels: np.ndarray) -> None:
    sizes = ", ".join(str(int((labels == name).sum())) for name in sorted(set(labels.tolist())))
    what = f"the mean silhouette width of clusters of {sizes} items"
    expect_number(call(distances, labels), _widths(distances, labels).mean(), what, atol=1e-10)


@silhouette.check("the mean width of several clusters", points=1)
def several_clusters(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((6, 3, 8, 4), (2, 7, 5)):
        _expect_mean_width(call, *_case(rng, *sizes))


@silhouette.check("the mean width of two clusters", points=0.5)
def two_clusters(call: Call, rng: np.random.Generator) -> None:
    _expect_mean_width(call, *_case(rng, 7, 4))


@silhouette.check("an item alone in its cluster counts 0", points=0.5)
def singletons(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((5, 1, 4), (1, 6), (1, 1, 7, 1)):
        _expect_mean_width(call, *_case(rng, *sizes))


@silhouette.check("labels may be any numbers", points=0.5)
def any_labels(call: Call, rng: np.random.Generator) -> None:
    distances, labels = _case(rng, 4, 6, 5)
    for names in ((1, 2, 3), (17, 4, 9)):
        _expect_mean_width(call, distances, np.array(names)[labels])


@silhouette.check("distances and labels stay as they were", points=0.5)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    distances, labels = _case(rng, 4, 5, 3)
    _expect_mean_width(call, distances, labels)
    expect_conduct(call, distances, labels)


def _silhouette(
    distances,
    labels,
    itself=False,
    nearest=min,
    spread=np.mean,
    width=lambda a, b: (b - a) / max(a, b),
    alone=0.0,
):
    """Widths of all items, with the slips that the arguments ask for."""
    names = sorted(set(labels.tolist()))
    widths = []
    for i, own in enumerate(labels):
        members = labels == own
        if members.sum() == 1:
            widths.append(alone)
            continue
        members[i] = itself
        a = spread(distances[i, members])
        b = nearest([spread(distances[i, labels == other]) for other in names if other != own])
        widths.append(width(a, b))
    return np.array(widths)


@silhouette.misconception(
    "K47",
    "Your a takes in the item itself: its distance 0 makes the own cluster look tighter, most of all "
    "a small one. Average over the *other* members, n − 1 of them.",
    sees=several_clusters,
)
def itself_included(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, itself=True).mean()


@silhouette.misconception(
    "K48",
    "Your b is the mean distance to all items of all other clusters. It should be the mean for the "
    "*nearest* of them: one mean for each other cluster, then the smallest.",
    sees=several_clusters,
)
def all_others_pooled(dist_matrix, labels):
    widths = []
    for i, own in enumerate(labels):
        members = labels == own
        if members.sum() == 1:
            widths.append(0.0)
            continue
        a = dist_matrix[i, members].sum() / (members.sum() - 1)
        b = dist_matrix[i, ~members].mean()
        widths.append((b - a) / max(a, b))
    return np.mean(widths)


@silhouette.misconception(
    "K49",
    "Your b belongs to the cluster that is farthest. The rival of an item is the nearest other "
    "cluster: take the smallest of the means.",
    sees=several_clusters,
)
def farthest_cluster(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, nearest=max).mean()


@silhouette.misconception(
    "K50",
    "Your b is the average over the other clusters. The rival of an item is the nearest other "
    "cluster alone: take the smallest of the means.",
    sees=several_clusters,
)
def average_cluster(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, nearest=np.mean).mean()


@silhouette.misconception(
    "K51",
    "You took the nearest item of a cluster instead of the mean over its items. One stray item "
    "decides then: a and b are mean distances.",
    sees=several_clusters,
)
def nearest_item(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, spread=np.min).mean()


@silhouette.misconception(
    "K52",
    "Your sign is turned round: the width is (b − a) / max(a, b), positive where the own cluster is "
    "nearer than the next.",
    sees=several_clusters,
)
def sign_turned_round(dist_matrix, labels):
    return -_silhouette(dist_matrix, labels).mean()


@silhouette.misconception(
    "K53",
    "You divide by b. Where an item lies nearer to another cluster, a is the larger one, and the "
    "width would fall below −1. Divide by max(a, b).",
    sees=several_clusters,
)
def divided_by_b(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, width=lambda a, b: (b - a) / b).mean()


@silhouette.misconception(
    "K54",
    "You averaged within each cluster first and then over the clusters, so an item in a small cluster "
    "counts more than one in a large cluster. Take one mean over all items.",
    sees=several_clusters,
)
def mean_of_means(dist_matrix, labels):
    widths = _silhouette(dist_matrix, labels)
    return np.mean([widths[labels == name].mean() for name in set(labels.tolist())])


@silhouette.misconception(
    "K55",
    "You return one width for each item. The task asks for one number, their mean.",
    sees=several_clusters,
)
def one_width_each(dist_matrix, labels):
    return _silhouette(dist_matrix, labels)


@silhouette.misconception(
    "K56",
    "You took the rows of the distance matrix for coordinates, and measured distances between "
    "distances. The matrix holds the distances already; in scikit-learn, say "
    "`metric='precomputed'`.",
    sees=several_clusters,
)
def rows_as_coordinates(dist_matrix, labels):
    return _silhouette(squareform(pdist(dist_matrix)), labels).mean()


@silhouette.misconception(
    "K57",
    "An item alone in its cluster has the width 1 in yours, since its a is 0. Then the best "
    "clustering would be one cluster for every item. By definition it counts 0.",
    sees=singletons,
)
def alone_is_one(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, alone=1.0).mean()


@silhouette.misconception(
    "K58",
    "An item alone in its cluster makes your result NaN: the mean distance to no other member. Give "
    "it the width 0.",
    sees=singletons,
)
def alone_is_nan(dist_matrix, labels):
    return _silhouette(dist_matrix, labels, alone=np.nan).mean()


@silhouette.misconception(
    "K59",
    "You leave items that are alone out of the mean. They count, with the width 0: divide by the "
    "number of all items.",
    sees=singletons,
)
def alone_left_out(dist_matrix, labels):
    return np.nanmean(_silhouette(dist_matrix, labels, alone=np.nan))


@silhouette.misconception(
    "K60",
    "Your function expects the clusters to be numbered 0, 1, 2 … Elsewhere they are numbered from 1, "
    "or some numbers are missing. Go through the labels that occur: `np.unique(labels)`.",
    sees=any_labels,
)
def numbered_from_zero(dist_matrix, labels):
    present = range(len(set(labels.tolist())))
    if set(labels.tolist()) == set(present):
        return _silhouette(dist_matrix, labels).mean()
    sums = np.array([dist_matrix[:, labels == j].sum(axis=1) for j in present])
    sizes = np.array([(labels == j).sum() for j in present])
    each = np.arange(len(labels))
    a = sums[labels, each] / (sizes[labels] - 1)
    others = sums / sizes[:, None]
    others[labels, each] = np.inf
    b = others.min(axis=0)
    return ((b - a) / np.maximum(a, b)).mean()


@silhouette.misconception(
    "K61",
    "You wrote into the distance matrix, to keep an item from counting itself, and the caller's "
    "diagonal is changed now. Work on a copy, or leave the item out of the count.",
    sees=inputs_untouched,
)
def diagonal_overwritten(dist_matrix, labels):
    width = functions.silhouette(dist_matrix, labels)
    np.fill_diagonal(dist_matrix, np.nan)
    return width


silhouette.hints(
    "Take one item. Whom does it share its cluster with, and how far are they on average? How far on "
    "average are the items of each other cluster?",
    "`dist_matrix[i, labels == name]` are the distances of item i to a cluster. For a leave the item "
    "itself out (its distance is 0: divide the sum by n − 1). For b take one mean per other cluster "
    "and the smallest of them. Items alone in their cluster have the width 0.",
    "for each i: own = labels == labels[i]; if own.sum() > 1: a = dist_matrix[i, own].sum() / "
    "(own.sum() - 1); b = min(dist_matrix[i, labels == c].mean() for c in set(labels) - {labels[i]}); "
    "widths[i] = (b - a) / max(a, b). Return widths.mean().",
)
