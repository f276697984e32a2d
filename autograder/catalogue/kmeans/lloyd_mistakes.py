"""k-means that goes wrong, and what to say of it."""

from __future__ import annotations

import numpy as np

import functions
from autograder.catalogue.kmeans.lloyd import (
    best_of_starts,
    inertia_of_result,
    k_out_of_range,
    kmeans,
    mean_of_members,
    nearest_centroid,
    no_empty_cluster,
    seeded_and_untouched,
    three_results,
)

__all__ = ["kmeans"]


def _checked(data, k):
    values = data["expression"]
    if not 1 <= k <= len(values):
        raise ValueError(f"k must be from 1 to {len(values)}, not {k}")
    return values


def _drawn(values, k, rng):
    """As many genes as first centroids, none of them twice."""
    return values[rng.choice(len(values), size=k, replace=False)]


def _distances(values, centroids):
    return np.sqrt(((values[:, None, :] - centroids[None, :, :]) ** 2).sum(axis=2))


def _inertia(values, labels, centroids):
    return float(((values - centroids[labels]) ** 2).sum())


def _one_start(values, centroids, max_iter=300, distances=_distances, centre=np.mean, fill=True):
    """Assign and update until nothing changes: labels, centroids, inertia."""
    k, labels, rounds = len(centroids), None, max_iter
    while rounds:
        rounds -= 1
        apart = distances(values, centroids)
        nearest = apart.argmin(axis=1)
        if fill:
            _fill(nearest, apart, k)
        elif np.isnan(apart).any() and rounds > 5:
            rounds = 4 + rounds % 2  # from here on, two clusters take turns in having all genes
        if labels is not None and (nearest == labels).all():
            break
        labels = nearest
        centroids = np.array([centre(values[labels == j], axis=0) for j in range(k)])
    return labels, centroids, _inertia(values, labels, centroids)


def _fill(labels, apart, k):
    """Give every empty cluster the gene that is furthest from its centroid, in place."""
    own = apart[np.arange(len(labels)), labels]
    for j in range(k):
        if not (labels == j).any():
            alone = np.bincount(labels, minlength=k)[labels] == 1
            furthest = np.where(alone, -1, own).argmax()
            labels[furthest], own[furthest] = j, 0


def _of_starts(data, k, n_init, max_iter, seed, choose=min, **keywords):
    """The best start, or the one that `choose` takes, of starts from genes."""
    values, rng = _checked(data, k), np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        runs = [
            _one_start(values, _drawn(values, k, rng), max_iter, **keywords) for _ in range(n_init)
        ]
    return choose(runs, key=lambda run: run[2])


@kmeans.misconception(
    "K1",
    "One start decides: either you make only one, or every start is the same, because the generator "
    "is made anew inside the loop. One start ends where it happens to end. Make the generator once, "
    "draw `n_init` times, and keep the start of smallest inertia.",
    sees=best_of_starts,
)
def one_start(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, 1, max_iter, seed)


@kmeans.misconception(
    "K19",
    "You return the last start, not the best. Compare each start's inertia with the smallest so far, "
    "and keep labels, centroids and inertia of the best.",
    sees=best_of_starts,
)
def last_start(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, max_iter, seed, choose=lambda runs, key: runs[-1])


@kmeans.misconception(
    "K20",
    "You keep the start of *largest* inertia. Inertia is the spread within the clusters: small is "
    "good. Turn the comparison round.",
    sees=best_of_starts,
)
def worst_start(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, max_iter, seed, choose=max)


@kmeans.misconception(
    "K21",
    "Your first centroids are always the first k genes, so all starts are one and the same, and the "
    "seed does nothing. Draw them: `rng.choice(n_genes, size=k, replace=False)`.",
    sees=best_of_starts,
)
def first_genes_as_start(data, k, n_init=10, max_iter=300, seed=0):
    values = _checked(data, k)
    return _one_start(values, values[:k].copy(), max_iter)


@kmeans.misconception(
    "K5",
    "Your first centroids are random points, not genes. In a space of many samples nearly all of it "
    "is empty, so clusters start without a gene, and the mean of nothing is NaN. Start from genes, "
    "and decide what an empty cluster gets.",
    sees=no_empty_cluster,
)
def points_in_the_box(data, k, n_init=10, max_iter=300, seed=0):
    values, rng = _checked(data, k), np.random.default_rng(seed)
    lowest, highest, best = values.min(axis=0), values.max(axis=0), None
    for _ in range(n_init):
        start = rng.uniform(lowest, highest, size=(k, values.shape[1]))
        run = _one_start(values, start, max_iter, fill=False)
        if best is None or run[2] < best[2]:
            best = run
    return best


@kmeans.misconception(
    "K22",
    "Where genes are alike, two of your first centroids can be the same point. One of the two gets no "
    "gene, and the mean of nothing is NaN. Decide what an empty cluster gets, for instance the gene "
    "furthest from its centroid.",
    sees=no_empty_cluster,
)
def empty_clusters_left(data, k, n_init=10, max_iter=300, seed=0):
    values, rng, best = _checked(data, k), np.random.default_rng(seed), None
    for _ in range(n_init):
        run = _one_start(values, _drawn(values, k, rng), max_iter, fill=False)
        if best is None or run[2] < best[2]:
            best = run
    return best


@kmeans.misconception(
    "K6",
    "`data['expression'][:k]` is a view, so writing new centroids into it overwrites the first genes "
    "of the caller's data. Draw the rows by a list of positions (that copies), or add `.copy()`.",
    sees=seeded_and_untouched,
)
def view_as_centroids(data, k, n_init=10, max_iter=300, seed=0):
    values = _checked(data, k)
    centroids, labels = values[:k], None
    for _ in range(max_iter):
        apart = _distances(values, centroids)
        nearest = apart.argmin(axis=1)
        _fill(nearest, apart, k)
        if labels is not None and (nearest == labels).all():
            break
        labels = nearest
        for j in range(k):
            centroids[j] = values[labels == j].mean(axis=0)
    return labels, centroids.copy(), _inertia(values, labels, centroids)


@kmeans.misconception(
    "K7",
    "You stop after a fixed handful of rounds, before the clusters have settled: some genes are "
    "nearer to another centroid than to their own. Repeat until no label changes, at most "
    "`max_iter` times.",
    sees=nearest_centroid,
)
def five_rounds(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, 5, seed)


@kmeans.misconception(
    "K14",
    "You assign genes by the sum of absolute differences. k-means uses the Euclidean distance: with "
    "another one, the mean is not the best centre any more, and the inertia need not fall.",
    sees=nearest_centroid,
)
def manhattan(data, k, n_init=10, max_iter=300, seed=0):
    def apart(values, centroids):
        return np.abs(values[:, None, :] - centroids[None, :, :]).sum(axis=2)

    return _of_starts(data, k, n_init, max_iter, seed, distances=apart)


@kmeans.misconception(
    "K23",
    "Your centroids are medians. The point with the smallest sum of squared distances to the genes "
    "of a cluster is their mean: `.mean(axis=0)`.",
    sees=mean_of_members,
)
def medians(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, max_iter, seed, centre=np.median)


@kmeans.misconception(
    "K8",
    "You z-scored the genes first. Then the centroids are not the means of the caller's genes, and "
    "the clusters are others. Whether to scale is the caller's choice: cluster the values as they "
    "are.",
    sees=mean_of_members,
)
def z_scored_first(data, k, n_init=10, max_iter=300, seed=0):
    values = _checked(data, k)
    spread = values.std(axis=1, ddof=1, keepdims=True)
    scaled = (values - values.mean(axis=1, keepdims=True)) / spread
    return _of_starts({"expression": scaled}, k, n_init, max_iter, seed)


@kmeans.misconception(
    "K24",
    "Your inertia adds up plain distances. It is the sum of *squared* distances: that is the number "
    "which both steps of k-means make smaller.",
    sees=inertia_of_result,
)
def sum_of_distances(data, k, n_init=10, max_iter=300, seed=0):
    labels, centroids, _ = _of_starts(data, k, n_init, max_iter, seed)
    apart = _distances(data["expression"], centroids)
    return labels, centroids, float(apart.min(axis=1).sum())


@kmeans.misconception(
    "K25",
    "Your inertia is divided by the number of genes. The task asks for the sum of the squared "
    "distances, not for their mean.",
    sees=inertia_of_result,
)
def mean_of_squares(data, k, n_init=10, max_iter=300, seed=0):
    labels, centroids, inertia = _of_starts(data, k, n_init, max_iter, seed)
    return labels, centroids, inertia / len(labels)


@kmeans.misconception(
    "K26",
    "You clustered the samples: there is one label for each column. Genes are the rows, so compare "
    "`len(labels)` with `len(data['genes'])`, and leave the transposing out.",
    sees=three_results,
)
def samples_instead(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts({"expression": data["expression"].T}, k, n_init, max_iter, seed)


@kmeans.misconception(
    "K27",
    "Your labels run from 1 to k. Here they count from 0, so that `centroids[labels[i]]` is the "
    "centroid of gene i.",
    sees=three_results,
)
def labels_from_one(data, k, n_init=10, max_iter=300, seed=0):
    labels, centroids, inertia = _of_starts(data, k, n_init, max_iter, seed)
    return labels + 1, centroids, inertia


@kmeans.misconception(
    "K28",
    "You return the labels alone. Whoever wants to compare clusterings needs the centroids and the "
    "inertia as well: `return labels, centroids, inertia`.",
    sees=three_results,
)
def labels_only(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, max_iter, seed)[0]


@kmeans.misconception(
    "K29",
    "You accept any k: a k of 0 or less gives one cluster, and more clusters than genes become as "
    "many as there are genes, without a word. Raise a ValueError that contains k.",
    sees=k_out_of_range,
)
def any_k(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, max(1, min(k, len(data["expression"]))), n_init, max_iter, seed)


@kmeans.misconception(
    "K30",
    "You set NumPy's global generator (`np.random.seed`), and so change the random numbers of "
    "everything that runs after you. Make your own: `rng = np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def global_generator(data, k, n_init=10, max_iter=300, seed=0):
    values = _checked(data, k)
    np.random.seed(seed)
    runs = []
    for _ in range(n_init):
        chosen = np.random.choice(len(values), size=k, replace=False)
        runs.append(_one_start(values, values[chosen], max_iter))
    return min(runs, key=lambda run: run[2])


@kmeans.misconception(
    "K31",
    "You stored the labels in `data['genes']`. Whoever called the function finds a new column in a "
    "table that was only lent. Return the labels, and let the caller store them.",
    sees=seeded_and_untouched,
)
def stored_labels(data, k, n_init=10, max_iter=300, seed=0):
    labels, centroids, inertia = functions.kmeans(data, k, n_init, max_iter, seed)
    data["genes"]["cluster"] = labels
    return labels, centroids, inertia


@kmeans.misconception(
    "K32",
    "Your generator has a seed of its own, so whatever `seed` says, the starts are the same. Give it "
    "the argument: `np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def seed_of_its_own(data, k, n_init=10, max_iter=300, seed=0):
    return _of_starts(data, k, n_init, max_iter, 0)
