"""Lesson 6: data on which one start is not enough, pictures read as data, widths that tell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

import functions
from autograder.call import LocalCall
from autograder.catalogue.kmeans import (
    dist_to_centroid,
    kmeans,
    plot_cluster_patterns,
    silhouette,
)
from autograder.catalogue.kmeans.lloyd import (
    GOOD,
    MAPS,
    best_of_starts,
    no_empty_cluster,
    points_of_map,
)
from autograder.catalogue.kmeans.patterns import name_and_size
from autograder.catalogue.kmeans.widths import _case, _widths
from autograder.compare import Mismatch
from autograder.judge import judge
from autograder.verdict import Status


def mistake(exercise, id):
    return next(one.implementation for one in exercise.misconceptions if one.id == id)


def lloyd(points, centroids):
    labels = None
    while True:
        nearest = cdist(points, centroids).argmin(axis=1)
        if labels is not None and (nearest == labels).all():
            return ((points - centroids[labels]) ** 2).sum()
        labels = nearest
        centroids = np.array([points[labels == j].mean(axis=0) for j in range(len(centroids))])


@pytest.mark.parametrize("number", [0, 1])
def test_the_inertia_of_a_map_is_the_best_that_another_library_finds(number):
    points, best = points_of_map(number), MAPS[number][2]
    assert points.shape == (24, 2)
    found = KMeans(5, init="random", n_init=150, tol=0, random_state=number).fit(points).inertia_
    assert found == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("number", [0, 1])
def test_one_start_on_a_map_is_seldom_good_and_a_hundred_are_enough(number, rng):
    points, best = points_of_map(number), MAPS[number][2]
    starts = [points[rng.choice(24, 5, replace=False)] for _ in range(300)]
    good = np.mean([lloyd(points, start) <= GOOD * best for start in starts])
    assert 0.13 < good < 0.4
    assert (1 - 0.13) ** 100 < 1e-6


def test_any_numbering_of_the_clusters_is_right():
    def renumbered(data, k, n_init=10, max_iter=300, seed=0):
        labels, centroids, inertia = functions.kmeans(data, k, n_init, max_iter, seed)
        return (k - 1 - labels).tolist(), centroids[::-1].astype("float64"), np.array([inertia])

    assert judge(kmeans, renumbered).status is Status.RIGHT


def test_part_of_the_work_earns_part_of_the_points():
    assert judge(kmeans, mistake(kmeans, "K1")).score == 4.75
    assert judge(kmeans, mistake(kmeans, "K29")).score == 5.5
    assert judge(dist_to_centroid, mistake(dist_to_centroid, "K16")).score == 1.5
    assert judge(silhouette, mistake(silhouette, "K58")).score == 2.5


def test_genes_that_are_alike_do_not_keep_a_right_answer_from_being_right(rng):
    for seed in rng.integers(10_000, size=5):
        no_empty_cluster.run(LocalCall(functions.kmeans), np.random.default_rng(seed))


def test_one_start_is_told_from_a_hundred_whatever_the_seed(rng):
    one_start = LocalCall(mistake(kmeans, "K1"))
    for seed in rng.integers(10_000, size=5):
        with pytest.raises(AssertionError, match="a good start was not among yours"):
            best_of_starts.run(one_start, np.random.default_rng(seed))


def test_a_distance_to_a_single_row_may_be_a_number():
    def squeezed(centroid, mat):
        return np.squeeze(functions.dist_to_centroid(centroid, mat))

    assert judge(dist_to_centroid, squeezed).status is Status.RIGHT


def test_the_expected_width_is_that_of_another_library(rng):
    for sizes in ((6, 3, 8, 4), (2, 7), (5, 1, 4)):
        distances, labels = _case(rng, *sizes)
        expected = silhouette_score(distances, labels, metric="precomputed")
        assert _widths(distances, labels).mean() == pytest.approx(expected, abs=1e-12)


def titled(text):
    def plot(data, cluster_col, ncols=4):
        import matplotlib.pyplot as plt

        clusters = data["genes"].groupby(cluster_col).indices
        figure, axes = plt.subplots(1, len(clusters), squeeze=False)
        for axis, (name, rows) in zip(axes.flat, clusters.items(), strict=True):
            axis.plot(data["expression"][rows].T, lw=0.5)
            axis.set_title(text.format(name=name, size=len(rows)))
        return figure

    return LocalCall(plot)


@pytest.mark.parametrize(
    "text", ["{name} (n={size})", "Cluster {name}\n{size} genes", "{size}: {name}", "{name}_{size}"]
)
def test_a_title_may_have_any_words_around_name_and_size(text, rng):
    name_and_size.run(titled(text), rng)


@pytest.mark.parametrize("text", ["{name}", "({size})", "{name} (n=1{size})"])
def test_a_title_without_the_name_or_the_size_is_not_enough(text, rng):
    with pytest.raises(AssertionError, match="should contain its"):
        name_and_size.run(titled(text), rng)


def test_a_figure_without_lines_is_wrong_and_not_an_accident(rng):
    def nothing(data, cluster_col, ncols=4):
        from matplotlib.figure import Figure

        data["genes"][cluster_col]
        return Figure()

    for check in plot_cluster_patterns.checks:
        if check.points >= 0.5:
            with pytest.raises(Mismatch):
                check.run(LocalCall(nothing), rng)
