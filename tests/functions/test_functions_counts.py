"""Counts: per million, filtered, corrected for composition, and what is no count."""

import copy

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy.stats import gaussian_kde

from functions import (
    cpm,
    expression_df,
    filter_low_expression,
    log_cpm,
    plot_log_cpm_density,
    simulate_counts,
    tmm_factors,
    voom,
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def counts():
    return pd.DataFrame(
        [[10, 0, 30], [0, 5, 20], [90, 95, 150]],
        index=["Mpo", "Klf1", "Gapdh"],
        columns=["a", "b", "c"],
    )


@pytest.fixture
def simulated():
    return expression_df(simulate_counts(300, 4))


class TestCpm:
    def test_a_share_of_the_library_in_millionths(self, counts):
        result = cpm(counts)
        assert result.loc["Mpo"].tolist() == [100_000, 0, 150_000]
        np.testing.assert_allclose(result.sum(), 1e6)
        assert list(result.index) == list(counts.index)
        assert list(result.columns) == list(counts.columns)

    def test_the_input_is_not_touched(self, counts):
        before = copy.deepcopy(counts)
        result = cpm(counts)
        result.iloc[0, 0] = -1
        pd.testing.assert_frame_equal(counts, before)

    def test_a_sample_without_counts_is_named(self, counts):
        counts["b"] = 0
        for function in (cpm, log_cpm, tmm_factors):
            with pytest.raises(ValueError, match="sample 'b' has no counts: its library size is 0"):
                function(counts)
        with pytest.raises(ValueError, match="sample 'b' has no counts"):
            filter_low_expression(counts, list("xyx"))
        with pytest.raises(ValueError, match="sample 'b' has no counts"):
            voom(counts, np.ones((3, 1)))


class TestWhatIsNoCount:
    def test_a_negative_value_is_refused_with_gene_sample_and_value(self, counts):
        counts.loc["Klf1", "c"] = -2
        with pytest.raises(
            ValueError, match=r"'Klf1' in sample 'c' is -2.*logarithms or corrected"
        ):
            cpm(counts)

    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_a_missing_or_infinite_value_is_refused_with_gene_and_sample(self, counts, value):
        counts = counts.astype(float)
        counts.loc["Mpo", "b"] = value
        with pytest.raises(ValueError, match=f"'Mpo' in sample 'b' is {value}"):
            cpm(counts)

    def test_a_column_of_names_is_refused(self, counts):
        with pytest.raises(ValueError, match="sample 'index' is not numeric"):
            cpm(counts.reset_index())

    def test_a_data_dictionary_is_refused_with_the_way_out(self):
        with pytest.raises(TypeError, match=r"expression_df\(data\)"):
            cpm(simulate_counts(100, 2))

    def test_an_empty_table_is_refused(self, counts):
        with pytest.raises(ValueError, match="there are no counts"):
            cpm(counts.iloc[:0])

    def test_logarithms_are_recognised(self, simulated):
        with pytest.warns(UserWarning, match="look like logarithms, not counts"):
            cpm(np.log2(simulated + 1))

    def test_counts_per_million_are_recognised_filtered_ones_too(self, simulated):
        table = cpm(simulated)
        with pytest.warns(UserWarning, match="look like counts per million, not counts"):
            voom(table, np.ones((8, 1)))
        kept = filter_low_expression(simulated, list("aaaabbbb"))
        with pytest.warns(UserWarning, match="look like counts per million"):
            cpm(table[kept])

    def test_other_fractions_are_named_as_such(self, simulated):
        with pytest.warns(
            UserWarning, match="values are fractions.*'gene001' in sample 'control.1'"
        ):
            cpm(simulated + 0.25)

    def test_whole_numbers_of_any_type_bring_no_warning(self, counts, recwarn):
        for dtype in (int, float, np.float32, np.uint16, "Int64"):
            cpm(counts.astype(dtype))
        assert len(recwarn) == 0

    def test_the_warning_points_at_the_callers_line(self, simulated):
        with pytest.warns(UserWarning) as caught:
            voom(cpm(simulated), np.ones((8, 1)))
        assert caught[0].filename == __file__


class TestFilter:
    def test_the_cut_off_and_the_number_of_samples_by_hand(self):
        # Libraries of 1, 2 and 4 million: the cut-off is 10 / 2 = 5 per million.
        counts = pd.DataFrame(
            {
                "a": [5, 6, 6, 0, 999_983],
                "b": [10, 12, 10, 14, 1_999_954],
                "c": [20, 24, 24, 28, 3_999_904],
            }
        )
        assert counts.sum().tolist() == [1e6, 2e6, 4e6]
        mask = filter_low_expression(counts, ["x", "x", "y"])
        assert mask.dtype == bool
        assert mask.tolist() == [False, True, True, True, True]
        # The smallest group decides, not which group a sample is in.
        assert filter_low_expression(counts, ["x"] * 3).tolist() == [
            False,
            True,
            False,
            False,
            True,
        ]

    def test_a_series_of_groups_is_aligned_by_name(self, simulated):
        groups = pd.Series(list("aaaaaabb"), index=simulated.columns)
        expected = filter_low_expression(simulated, groups.to_numpy())
        np.testing.assert_array_equal(filter_low_expression(simulated, groups[::-1]), expected)

    def test_an_unused_category_is_no_group(self, simulated):
        groups = pd.Categorical(list("aaaabbbb"), categories=list("abc"))
        expected = filter_low_expression(simulated, list("aaaabbbb"))
        np.testing.assert_array_equal(filter_low_expression(simulated, groups), expected)

    def test_groups_of_the_wrong_length_are_refused_with_both_numbers(self, simulated):
        with pytest.raises(ValueError, match="7 group labels do not fit 8 samples"):
            filter_low_expression(simulated, list("aaaabbb"))


class TestLogCpm:
    def test_half_a_count_is_added(self, counts):
        expected = np.log2((counts + 0.5) / (counts.sum() + 1) * 1e6)
        np.testing.assert_allclose(log_cpm(counts), expected, rtol=1e-14)

    def test_given_sizes_are_aligned_by_name(self, counts):
        sizes = pd.Series({"c": 300.0, "a": 100.0, "b": 200.0})
        expected = np.log2((counts + 0.5) / (sizes[counts.columns] + 1) * 1e6)
        np.testing.assert_allclose(log_cpm(counts, sizes), expected)
        np.testing.assert_allclose(log_cpm(counts, [100, 200, 300]), expected)

    @pytest.mark.parametrize(
        ("sizes", "message"),
        [
            ([1, 2], "2 library sizes do not fit 3 samples"),
            ([1, 0, 2], "must be above 0, but that of sample 'b' is 0"),
            ([1, 2, np.nan], "sample 'c' is nan"),
            (pd.Series({"a": 1, "b": 2}), "no entry for sample 'c'"),
        ],
    )
    def test_sizes_that_do_not_fit_are_refused(self, counts, sizes, message):
        with pytest.raises(ValueError, match=message):
            log_cpm(counts, sizes)


class TestTmm:
    def test_the_geometric_mean_is_1(self, simulated):
        factors = tmm_factors(simulated)
        assert list(factors.index) == list(simulated.columns)
        assert np.exp(np.log(factors).mean()) == pytest.approx(1)

    def test_depth_alone_changes_nothing(self, simulated):
        deeper = pd.concat([simulated.iloc[:, [0]] * i for i in (1, 3, 10)], axis=1)
        deeper.columns = list("abc")
        np.testing.assert_allclose(tmm_factors(deeper), 1, atol=1e-3)

    def test_a_few_genes_that_take_up_reads_are_corrected_for(self):
        data = simulate_counts(2_000, 3, 1, composition=0.4)
        factors = tmm_factors(expression_df(data))
        np.testing.assert_allclose(factors, data["samples"]["norm_factor"], rtol=0.08)
        assert factors[:3].min() > 1.2 * factors[3:].max()

    def test_samples_without_a_common_gene_are_left_as_they_are(self):
        assert tmm_factors(pd.DataFrame({"a": [5, 0], "b": [0, 5]})).tolist() == [1, 1]


class TestDensity:
    def test_there_is_a_line_per_sample_coloured_by_group(self, simulated):
        groups = list("aaaabbbb")
        ax = plot_log_cpm_density(simulated, groups, title="All genes")
        lines = ax.get_lines()
        assert len(lines) == 8
        assert {line.get_color() for line in lines[:4]} == {"C0"}
        assert {line.get_color() for line in lines[4:]} == {"C1"}
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
        assert (ax.get_title(), ax.get_ylabel()) == ("All genes", "density")

    def test_the_curve_is_that_of_scipy(self, simulated):
        _, ax = plt.subplots()
        assert plot_log_cpm_density(simulated, ax=ax) is ax
        grid, density = ax.get_lines()[0].get_data()
        expected = gaussian_kde(log_cpm(simulated).iloc[:, 0])(grid)
        np.testing.assert_allclose(density, expected, atol=2e-3 * expected.max())
        assert ax.get_legend() is None

    def test_equal_values_have_a_narrow_peak(self):
        ax = plot_log_cpm_density(pd.DataFrame({"a": [7, 7, 7]}))
        grid, density = ax.get_lines()[0].get_data()
        assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-2)
