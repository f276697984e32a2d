"""k-means: what a result must be, how good it is, and what is refused."""

import copy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from functions import (
    dist_to_centroid,
    from_pd,
    get_top_variable_genes,
    kmeans,
    minmax_rows,
    zscore_rows,
)


def assert_is_k_means(data, result, k):
    """The contract of a converged result."""
    labels, centroids, inertia = result
    points = data["expression"]
    assert labels.shape == (len(points),)
    assert labels.dtype.kind == "i"
    assert set(labels) == set(range(k))
    assert centroids.shape == (k, points.shape[1])
    for cluster in range(k):
        np.testing.assert_allclose(
            centroids[cluster], points[labels == cluster].mean(axis=0), rtol=1e-9, atol=1e-9
        )
    distances = cdist(points, centroids)
    own = distances[np.arange(len(points)), labels]
    assert (own <= distances.min(axis=1) * (1 + 1e-9) + 1e-9).all()
    assert isinstance(inertia, float)
    assert inertia == pytest.approx((own**2).sum(), rel=1e-9, abs=1e-9)


@pytest.fixture
def blobs(rng, build):
    """Five well separated groups of unequal size, and which gene is in which."""
    truth = np.repeat(np.arange(5), [3, 30, 10, 20, 7])
    centres = np.eye(5, 6) * 40
    return build(centres[truth] + rng.normal(size=(70, 6))), truth


class TestDistToCentroid:
    def test_the_distances_are_those_of_scipy(self, rng):
        centroid, mat = rng.normal(size=7), rng.normal(size=(20, 7))
        result = dist_to_centroid(centroid, mat)
        assert result.shape == (20,)
        np.testing.assert_allclose(result, cdist(mat, centroid[None])[:, 0], rtol=1e-12)

    def test_lists_are_fine(self):
        assert dist_to_centroid([0, 0], [[3, 4], [0, 0]]).tolist() == [5, 0]

    def test_a_length_that_does_not_fit_is_refused_with_both_numbers(self):
        with pytest.raises(ValueError, match="3 values does not fit rows of 2 values"):
            dist_to_centroid([1, 2, 3], [[1, 2]])
        with pytest.raises(ValueError, match="2- and 2-dimensional"):
            dist_to_centroid([[1, 2]], [[1, 2]])


class TestKMeans:
    @pytest.mark.parametrize("k", [1, 2, 5, 8, 40])
    def test_the_result_is_a_fixed_point(self, random_data, k):
        assert_is_k_means(random_data, kmeans(random_data, k), k)

    def test_groups_that_are_apart_are_found(self, blobs):
        data, truth = blobs
        for seed in range(5):
            labels = kmeans(data, 5, seed=seed)[0]
            assert adjusted_rand_score(labels, truth) == 1

    def test_one_cluster_has_the_total_sum_of_squares(self, random_data):
        labels, centroids, inertia = kmeans(random_data, 1)
        points = random_data["expression"]
        assert (labels == 0).all()
        assert inertia == pytest.approx(((points - points.mean(axis=0)) ** 2).sum())
        np.testing.assert_allclose(centroids[0], points.mean(axis=0))

    def test_as_many_clusters_as_genes_leave_no_inertia(self, random_data):
        labels, _, inertia = kmeans(random_data, 40)
        assert sorted(labels) == list(range(40))
        assert inertia == pytest.approx(0, abs=1e-18)

    def test_the_same_seed_gives_the_same_result_and_the_global_generator_is_left_alone(
        self, random_data
    ):
        state = np.random.get_state()[1].copy()
        one, other = kmeans(random_data, 4, seed=3), kmeans(random_data, 4, seed=3)
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])
        np.testing.assert_array_equal(np.random.get_state()[1], state)

    def test_the_input_is_not_touched(self, random_data, same_data):
        before = copy.deepcopy(random_data)
        kmeans(random_data, 3)
        same_data(random_data, before)

    @pytest.mark.parametrize("k", [2, 3, 4])
    def test_no_cluster_is_empty_while_there_are_enough_different_genes(self, build, k):
        rows = [[0.1, 0.7]] * 50 + [[0.3, 0.7]] * 2 + [[5.1, 5.3], [9.7, -3.2]]
        for seed in range(20):
            result = kmeans(build(rows), k, n_init=1, seed=seed)
            assert_is_k_means(build(rows), result, k)
            assert result[2] > 0.01 or k == 4

    def test_more_clusters_than_different_genes_leave_some_empty_and_no_nan(self, build):
        data = build([[1.1, 2.2]] * 6 + [[3.3, 4.4]] * 4)
        labels, centroids, inertia = kmeans(data, 5)
        assert len(set(labels)) == 2
        assert np.isfinite(centroids).all()
        assert inertia == pytest.approx(0, abs=1e-20)

    def test_values_far_from_zero_lose_nothing(self, rng, build):
        near = rng.normal(size=(60, 4)) + np.repeat(np.arange(3), 20)[:, None] * 4
        inertia = kmeans(build(near), 3)[2]
        result = kmeans(build(near + 1e7), 3)
        assert result[2] == pytest.approx(inertia, rel=1e-6)

    def test_one_iteration_gives_the_means_of_its_members(self, random_data):
        labels, centroids, inertia = kmeans(random_data, 4, n_init=1, max_iter=1)
        points = random_data["expression"]
        for cluster in range(4):
            np.testing.assert_allclose(centroids[cluster], points[labels == cluster].mean(axis=0))
        assert inertia == pytest.approx(((points - centroids[labels]) ** 2).sum())

    def test_more_starts_are_never_worse_on_average_than_one(self, yeast):
        ones = [kmeans(yeast, 8, n_init=1, seed=seed)[2] for seed in range(10)]
        assert kmeans(yeast, 8, n_init=20)[2] <= np.mean(ones)

    def test_it_is_never_worse_than_a_local_optimum_by_single_moves(self, random_data):
        labels, _, inertia = kmeans(random_data, 4)
        points = random_data["expression"]

        def recomputed(labels):
            groups = [points[labels == cluster] for cluster in range(4)]
            return sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups if len(group))

        for gene in range(0, 40, 3):
            for cluster in range(4):
                moved = labels.copy()
                moved[gene] = cluster
                if len(set(moved)) == 4:
                    assert recomputed(moved) >= inertia * (1 - 1e-9)

    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12),
        st.integers(1, 12),
        st.integers(0, 100),
    )
    def test_ties_and_copies_do_no_harm(self, rows, k, seed):
        data = from_pd(pd.DataFrame(np.array(rows, dtype=float) / 10))
        k = min(k, len(rows))
        labels, centroids, inertia = kmeans(data, k, n_init=2, seed=seed)
        assert len(set(labels)) == min(k, len(set(rows)))
        assert np.isfinite(centroids).all()
        own = ((data["expression"] - centroids[labels]) ** 2).sum(axis=1)
        nearest = cdist(data["expression"], centroids).min(axis=1) ** 2
        assert inertia == pytest.approx(own.sum(), abs=1e-12)
        np.testing.assert_allclose(own, nearest, atol=1e-9)

    @pytest.mark.parametrize("k", [0, -1, 41])
    def test_k_out_of_range_is_refused_with_its_value(self, random_data, k):
        with pytest.raises(ValueError, match=rf"k must be .*{k}"):
            kmeans(random_data, k)

    @pytest.mark.parametrize("k", [2.0, "2", None, True])
    def test_k_that_is_no_whole_number_is_refused(self, random_data, k):
        with pytest.raises(TypeError, match="k must be a whole number"):
            kmeans(random_data, k)

    @pytest.mark.parametrize("name", ["n_init", "max_iter"])
    def test_no_start_and_no_iteration_are_refused(self, random_data, name):
        with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
            kmeans(random_data, 2, **{name: 0})

    def test_a_missing_value_is_refused_with_the_gene(self, build):
        with pytest.raises(ValueError, match="k-means need finite values, but gene 'Gene1'"):
            kmeans(build([[1, 2], [np.nan, 1], [3, 4]]), 2)


BEST = {"raw": 366.93655168687, "z": 1210.0263723091, "minmax": 123.74632892893}


def scaled(data, scaling):
    {"raw": lambda data: None, "z": zscore_rows, "minmax": minmax_rows}[scaling](data)
    return data


class TestYeast:
    @pytest.mark.parametrize("scaling", BEST)
    def test_the_inertia_is_within_two_percent_of_the_best_known(self, yeast, scaling):
        data = scaled(yeast, scaling)
        for seed in range(5):
            result = kmeans(data, 8, seed=seed)
            assert_is_k_means(data, result, 8)
            assert BEST[scaling] * (1 - 1e-9) <= result[2] <= 1.02 * BEST[scaling]

    def test_a_hundred_starts_reach_the_best_known_of_the_raw_data(self, yeast):
        assert kmeans(yeast, 8, n_init=100)[2] <= 1.001 * BEST["raw"]

    @pytest.mark.parametrize("scaling", BEST)
    def test_it_is_on_average_as_good_as_scikit_learn(self, yeast, scaling):
        data = scaled(yeast, scaling)
        ours = [kmeans(data, 8, seed=seed)[2] for seed in range(8)]
        theirs = [
            KMeans(8, n_init=10, random_state=seed).fit(data["expression"]).inertia_
            for seed in range(8)
        ]
        assert np.mean(ours) <= np.mean(theirs)


def test_the_real_cells_are_clustered_at_least_as_well_as_by_scikit_learn(hspc):
    data = get_top_variable_genes(hspc, 500)
    ours = kmeans(data, 8, n_init=3)
    assert_is_k_means(data, ours, 8)
    theirs = KMeans(8, n_init=3, random_state=0).fit(data["expression"]).inertia_
    assert ours[2] <= theirs * 1.002
