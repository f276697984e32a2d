"""Variable genes, z-scores and the range from 0 to 1."""

import copy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import zscore

from functions import from_pd, get_top_variable_genes, minmax_rows, zscore_rows

MODERATE = st.floats(-100, 100, allow_subnormal=False).map(lambda x: round(x, 3))
MATRICES = hnp.arrays(
    float, hnp.array_shapes(min_dims=2, max_dims=2, min_side=2), elements=MODERATE
)


class TestTopVariableGenes:
    def test_the_most_variable_gene_comes_first(self, build):
        data = build([[1, 2, 3], [0, 5, 10], [7, 7, 7]], ["a", "b", "c"])
        top = get_top_variable_genes(data, 2)
        assert list(top["genes"].index) == ["b", "a"]
        assert top["expression"].tolist() == [[0, 5, 10], [1, 2, 3]]

    def test_identical_genes_stay_in_their_order(self, build):
        row = [0.1, 0.7, 0.3, 0.9]
        data = build([row, [0, 9, 0, 9], row, row], ["a", "b", "c", "d"])
        assert list(get_top_variable_genes(data)["genes"].index) == ["b", "a", "c", "d"]

    def test_more_than_all_keeps_all(self, random_data):
        assert get_top_variable_genes(random_data, 10_000)["expression"].shape == (40, 12)

    def test_genes_with_missing_values_come_last(self, build):
        data = build([[np.nan, 900, 1], [1, 2, 3], [5, 5, 5]], ["a", "b", "c"])
        assert list(get_top_variable_genes(data)["genes"].index) == ["b", "c", "a"]

    def test_the_input_is_not_touched(self, random_data, same_data):
        before = copy.deepcopy(random_data)
        get_top_variable_genes(random_data, 3)["expression"][:] = 0
        same_data(random_data, before)

    @pytest.mark.parametrize("top_n", [0, -1])
    def test_fewer_than_one_gene_is_refused_with_the_number(self, random_data, top_n):
        with pytest.raises(ValueError, match=f"top_n must be at least 1, not {top_n}"):
            get_top_variable_genes(random_data, top_n)

    @pytest.mark.parametrize("top_n", [2.5, 2.0, "2", None, True])
    def test_a_number_of_genes_that_is_not_whole_is_refused(self, random_data, top_n):
        with pytest.raises(TypeError, match="top_n must be a whole number"):
            get_top_variable_genes(random_data, top_n)

    def test_numpy_integers_are_numbers(self, random_data):
        assert len(get_top_variable_genes(random_data, np.int32(3))["genes"]) == 3

    def test_one_sample_has_no_variance(self, build):
        with pytest.raises(ValueError, match="2 samples or more, not 1"):
            get_top_variable_genes(build([[1], [2]]))

    def test_an_infinite_value_is_refused_with_the_gene(self, build):
        with pytest.raises(ValueError, match="'Gene1' has an infinite value"):
            get_top_variable_genes(build([[1, 2], [-np.inf, 2]]))

    def test_the_500_of_the_real_data_are_those_of_r_in_its_order(self, hspc, reference):
        expected = reference("hspc_top500_variable.tsv")
        top = get_top_variable_genes(hspc)
        assert list(top["genes"].index) == list(expected["gene"])
        np.testing.assert_allclose(top["expression"].var(axis=1, ddof=1), expected["var"], 1e-12)


class TestZscoreRows:
    def test_every_gene_gets_mean_0_and_sd_1(self, random_data):
        assert zscore_rows(random_data) is None
        scaled = random_data["expression"]
        np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=1e-14)
        np.testing.assert_allclose(scaled.std(axis=1, ddof=1), 1)

    def test_values_are_those_of_scipy(self, random_data):
        expected = zscore(random_data["expression"], axis=1, ddof=1)
        zscore_rows(random_data)
        np.testing.assert_allclose(random_data["expression"], expected, atol=1e-12)

    @pytest.mark.parametrize("value", [0, 7, 0.1, 1e-300, 12.345])
    def test_a_constant_gene_becomes_exactly_0(self, build, value):
        data = build([[value] * 7, range(7)])
        zscore_rows(data)
        assert (data["expression"][0] == 0).all()

    def test_a_single_sample_becomes_0(self, build):
        data = build([[3], [4]])
        zscore_rows(data)
        assert data["expression"].tolist() == [[0], [0]]

    def test_whole_numbers_are_scaled_too(self, build):
        data = build([[1, 2, 3]])
        data["expression"] = np.array([[1, 2, 3]])
        zscore_rows(data)
        assert data["expression"].tolist() == [[-1, 0, 1]]

    def test_data_that_share_the_array_keep_their_values(self, random_data):
        shallow = random_data.copy()
        before = random_data["expression"].copy()
        zscore_rows(shallow)
        np.testing.assert_array_equal(random_data["expression"], before)

    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_a_missing_or_infinite_value_is_refused_with_the_gene(self, build, value):
        with pytest.raises(ValueError, match="'Gene1' has a missing or infinite"):
            zscore_rows(build([[1, 2], [value, 2]]))

    @given(MATRICES)
    def test_scaling_twice_is_scaling_once(self, expression):
        data = from_pd(pd.DataFrame(expression))
        zscore_rows(data)
        once = data["expression"]
        zscore_rows(data)
        np.testing.assert_allclose(data["expression"], once, atol=1e-6)


class TestMinmaxRows:
    def test_every_gene_runs_from_0_to_1(self, random_data):
        assert minmax_rows(random_data) is None
        assert (random_data["expression"].min(axis=1) == 0).all()
        assert (random_data["expression"].max(axis=1) == 1).all()

    def test_the_steps_between_stay_in_proportion(self, build):
        data = build([[2, 4, 10], [-1, 1, 0]])
        minmax_rows(data)
        assert data["expression"].tolist() == [[0, 0.25, 1], [0, 1, 0.5]]

    def test_a_constant_gene_becomes_0(self, build):
        data = build([[0.1] * 4])
        minmax_rows(data)
        assert data["expression"].tolist() == [[0, 0, 0, 0]]

    def test_data_that_share_the_array_keep_their_values(self, random_data):
        shallow = random_data.copy()
        before = random_data["expression"].copy()
        minmax_rows(shallow)
        np.testing.assert_array_equal(random_data["expression"], before)

    def test_a_missing_value_is_refused_with_the_gene(self, build):
        with pytest.raises(ValueError, match="'Gene0' has a missing or infinite"):
            minmax_rows(build([[np.nan, 2], [1, 2]]))

    @given(MATRICES)
    def test_the_order_of_values_in_a_gene_never_turns_round(self, expression):
        data = from_pd(pd.DataFrame(expression))
        minmax_rows(data)
        scaled = data["expression"]
        assert ((scaled >= 0) & (scaled <= 1)).all()
        for before, after in zip(expression, scaled, strict=True):
            assert (np.diff(after[np.argsort(before)]) >= 0).all()


@pytest.mark.parametrize("scale", [zscore_rows, minmax_rows])
def test_data_without_genes_or_samples_are_left_alone(build, scale):
    for shape in ((0, 3), (3, 0)):
        data = build(np.empty(shape))
        scale(data)
        assert data["expression"].shape == shape
