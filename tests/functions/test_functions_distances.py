"""Distances between genes."""

import copy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.cluster.hierarchy import is_valid_linkage, linkage
from scipy.spatial.distance import is_valid_dm, pdist, squareform

from functions import from_pd, subset_genes, vectorized_dist

METRICS = ["euclidean", "correlation"]


@pytest.mark.parametrize("metric", METRICS)
class TestBothMetrics:
    def test_values_are_those_of_pdist(self, random_data, metric):
        expected = pdist(random_data["expression"], metric)
        np.testing.assert_allclose(vectorized_dist(random_data, metric), expected, rtol=1e-12)

    def test_many_genes_give_the_same_as_few_at_a_time(self, build, rng, metric):
        expression = rng.normal(size=(700, 5))
        distances = vectorized_dist(build(expression), metric)
        np.testing.assert_allclose(distances, pdist(expression, metric), rtol=1e-9)

    def test_the_vector_is_what_linkage_and_squareform_expect(self, random_data, metric):
        distances = vectorized_dist(random_data, metric)
        assert distances.shape == (40 * 39 // 2,)
        assert is_valid_dm(squareform(distances))
        assert is_valid_linkage(linkage(distances, "average"))

    @pytest.mark.parametrize("n_genes", [0, 1])
    def test_fewer_than_two_genes_have_no_pair(self, build, metric, n_genes):
        assert vectorized_dist(build(np.arange(4.0 * n_genes).reshape(-1, 4)), metric).shape == (0,)

    def test_two_genes_have_one_pair(self, build, metric):
        data = build([[0, 3, 1], [4, 0, 1]])
        np.testing.assert_allclose(
            vectorized_dist(data, metric), pdist(data["expression"], metric), rtol=1e-12
        )

    def test_the_input_is_not_touched(self, random_data, same_data, metric):
        before = copy.deepcopy(random_data)
        vectorized_dist(random_data, metric)
        same_data(random_data, before)

    @pytest.mark.parametrize("dtype", [np.int64, np.float32])
    def test_other_number_types_are_computed_in_double_precision(self, build, metric, dtype):
        data = build([[1, 2, 4], [2, 9, 1], [0, 1, 7]])
        expected = vectorized_dist(data, metric)
        data["expression"] = data["expression"].astype(dtype)
        np.testing.assert_array_equal(vectorized_dist(data, metric), expected)

    def test_a_missing_value_is_refused_with_the_gene(self, build, metric):
        with pytest.raises(ValueError, match="'Gene1' has a missing or infinite"):
            vectorized_dist(build([[1, 2, 3], [1, np.nan, 3]]), metric)

    def test_the_real_data_give_the_same_as_pdist(self, hspc, metric):
        every_third = subset_genes(hspc, range(0, 4170, 3))
        expected = pdist(every_third["expression"], metric)
        np.testing.assert_allclose(vectorized_dist(every_third, metric), expected, rtol=1e-9)


class TestEuclidean:
    def test_whole_numbers_give_exact_distances(self, build):
        assert vectorized_dist(build([[0], [2], [10], [12]])).tolist() == [2, 10, 12, 8, 10, 2]

    def test_equal_genes_are_at_distance_0(self, build):
        row = [0.1, 0.2, 0.7]
        assert vectorized_dist(build([row, [5, 6, 7], row]))[1] == 0

    @pytest.mark.parametrize("offset", [0, 1e3, 1e8])
    def test_close_neighbours_far_from_the_origin_keep_their_digits(self, build, rng, offset):
        steps = rng.integers(-3, 4, size=(30, 4)) * 2.0**-10
        steps[1] = steps[0] + [2.0**-24, 0, 0, 0]
        expression = steps + offset
        expected = pdist(expression)
        np.testing.assert_allclose(vectorized_dist(build(expression)), expected, rtol=1e-8)

    def test_near_duplicates_among_distant_genes_keep_their_digits(self, build, rng):
        expression = rng.normal(0, 1000, size=(300, 6))
        expression[1::2] = expression[::2] + rng.normal(0, 1e-9, size=(150, 6))
        expected = pdist(expression)
        np.testing.assert_allclose(vectorized_dist(build(expression)), expected, rtol=1e-8)

    @given(
        hnp.arrays(
            float,
            hnp.array_shapes(min_dims=2, max_dims=2, max_side=6),
            elements=st.floats(-1e6, 1e6),
        )
    )
    def test_any_numbers_give_the_distances_of_pdist(self, expression):
        distances = vectorized_dist(from_pd(pd.DataFrame(expression)))
        expected = pdist(expression)
        np.testing.assert_allclose(distances, expected, rtol=1e-7, atol=1e-140)


class TestCorrelation:
    def test_the_slope_and_the_level_of_a_gene_do_not_matter(self, build):
        data = build([[1, 2, 4], [10, 20, 40], [5, 6, 8], [-1, -2, -4]])
        distances = vectorized_dist(data, "correlation")
        np.testing.assert_allclose(distances, [0, 0, 2, 0, 2, 2], atol=1e-15)

    def test_distances_are_1_minus_pearsons_r(self, random_data):
        square = squareform(vectorized_dist(random_data, "correlation"))
        np.testing.assert_allclose(1 - square, np.corrcoef(random_data["expression"]), atol=1e-14)

    @pytest.mark.parametrize("value", [0.0, 0.1])
    def test_a_constant_gene_is_refused_by_name(self, build, value):
        with pytest.raises(ValueError, match="'Gene1' is constant"):
            vectorized_dist(build([[1, 2, 3], [value] * 3]), "correlation")

    def test_on_z_scores_both_metrics_say_the_same(self, top500):
        euclidean = vectorized_dist(top500)
        correlation = vectorized_dist(top500, "correlation")
        np.testing.assert_allclose(euclidean**2, 2 * 149 * correlation, rtol=1e-9)


@pytest.mark.parametrize("metric", ["cityblock", "Euclidean", None, ["euclidean"]])
def test_another_metric_is_refused_with_its_name_and_the_alternatives(random_data, metric):
    with pytest.raises(ValueError, match="'euclidean', 'correlation', not") as error:
        vectorized_dist(random_data, metric)
    assert repr(metric) in str(error.value)
