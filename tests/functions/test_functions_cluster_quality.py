"""The silhouette, and what a distance matrix must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform
from sklearn.metrics import silhouette_score

from functions import silhouette


@pytest.fixture
def distances(rng):
    return squareform(pdist(rng.normal(size=(20, 3))))


def test_the_value_is_that_of_scikit_learn(rng, distances):
    labels = rng.permutation(np.arange(20) % 4)
    expected = silhouette_score(distances, labels, metric="precomputed")
    result = silhouette(distances, labels)
    assert isinstance(result, float)
    assert result == pytest.approx(expected, rel=1e-12)


@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=15).filter(lambda x: 1 < len(set(x)) < len(x))
)
def test_singletons_and_uneven_clusters_are_those_of_scikit_learn(labels):
    points = np.random.default_rng(len(labels)).integers(0, 4, size=(len(labels), 2))
    distances = squareform(pdist(points))
    expected = silhouette_score(distances, labels, metric="precomputed")
    assert silhouette(distances, labels) == pytest.approx(expected, abs=1e-12)


def test_three_points_by_hand():
    # Items 0 and 1: a = 1; b = 4 and 3. Item 2 is alone.
    distances = [[0, 1, 4], [1, 0, 3], [4, 3, 0]]
    assert silhouette(distances, [0, 0, 1]) == pytest.approx((3 / 4 + 2 / 3 + 0) / 3)


def test_clusters_of_one_item_each_count_0(distances):
    assert silhouette(distances, np.arange(20)) == 0


def test_names_and_other_numbers_are_labels_too(distances):
    numbers = np.arange(20) % 3
    expected = silhouette(distances, numbers)
    assert silhouette(distances, (numbers * 7 - 5).tolist()) == expected
    assert silhouette(distances, np.array(["a", "b", "c"])[numbers]) == expected


def test_one_cluster_is_refused(distances):
    with pytest.raises(ValueError, match="2 clusters or more, not 1"):
        silhouette(distances, [0] * 20)


def test_a_condensed_vector_is_refused_with_the_way_out(distances):
    with pytest.raises(ValueError, match="squareform"):
        silhouette(squareform(distances), np.arange(20) % 2)


def test_what_does_not_fit_is_refused(distances):
    with pytest.raises(ValueError, match=r"square, not \(19, 20\)"):
        silhouette(distances[1:], np.arange(20) % 2)
    with pytest.raises(ValueError, match=r"labels \(19,\) do not fit"):
        silhouette(distances, np.arange(19) % 2)
    with pytest.raises(ValueError, match="item 3 has no label"):
        silhouette(distances, [0, 1, 0, None, *range(16)])


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_a_value_that_is_no_distance_is_refused_with_its_place(distances, value):
    distances[4, 7] = value
    with pytest.raises(ValueError, match="that of 4 and 7 is"):
        silhouette(distances, np.arange(20) % 2)
