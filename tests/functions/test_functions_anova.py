"""Analysis of variance of one gene and of all, and the false discovery rate."""

import copy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway, false_discovery_control, ttest_ind
from statsmodels.stats.multitest import multipletests

from functions import (
    adjust_bh,
    do_anova,
    fdr_threshold_for,
    from_pd,
    run_anova,
    sample_groups,
    subset_genes,
)

PVALS = st.lists(st.floats(0, 1, allow_subnormal=False), max_size=30)
THREE_GROUPS = list("AAAABBBBCCCC")

# By hand: means 2, 6 and 10, SSB = 64 on 2 and SSW = 6 on 3 degrees of freedom, so F = 16; with 2
# degrees of freedom above the line, p = (1 + 2 F / 3) ** (-3 / 2).
WITH_A_GAP = [1, 3, 5, 7, 9, 11, np.nan]
P_WITH_A_GAP = (1 + 32 / 3) ** -1.5


def scipy_anova(values, groups):
    """F and p of every row, from scipy."""
    groups = np.asarray(groups)
    return f_oneway(*[values[:, groups == group] for group in np.unique(groups)], axis=1)


class TestSampleGroups:
    def test_the_group_is_the_text_before_the_first_dot(self, build):
        data = build(np.ones((1, 4)), samples=["LTHSC.1", "MEP.2.b", "GMP", "x.1"])
        groups = sample_groups(data)
        assert isinstance(groups, pd.Series)
        assert list(groups) == ["LTHSC", "MEP", "GMP", "x"]
        assert list(groups.index) == list(data["samples"].index)

    def test_names_that_are_numbers_are_their_own_group(self):
        assert list(sample_groups(from_pd(pd.DataFrame([[1.0, 2.0]])))) == ["0", "1"]

    def test_the_real_data_have_three_groups_of_fifty(self, hspc):
        groups = sample_groups(hspc)
        assert groups.value_counts().to_dict() == {"LTHSC": 50, "MEP": 50, "GMP": 50}
        assert (groups == hspc["samples"]["population"]).all()


class TestDoAnova:
    def test_the_p_value_is_that_of_scipy(self, rng):
        values, groups = rng.normal(size=12), rng.permutation(THREE_GROUPS)
        p = do_anova(values, groups)
        assert isinstance(p, float)
        assert p == pytest.approx(scipy_anova(values[None], groups).pvalue[0], rel=1e-9)

    def test_groups_of_unequal_size_are_fine(self):
        values = [1.0, 2.0, 3.0, 10.0, 11.0, 12.5, 13.0, 30.0]
        groups = list("AAABBBBC")
        expected = scipy_anova(np.array([values]), groups).pvalue[0]
        assert do_anova(values, groups) == pytest.approx(expected, rel=1e-9)

    def test_with_two_groups_it_is_the_t_test(self, rng):
        values = rng.normal(size=11)
        expected = ttest_ind(values[:4], values[4:]).pvalue
        assert do_anova(values, ["x"] * 4 + ["y"] * 7) == pytest.approx(expected, rel=1e-9)

    def test_groups_written_as_numbers_are_groups_not_a_slope(self, rng):
        values = rng.normal(size=12)
        numbers = [0] * 4 + [1] * 4 + [2] * 4
        assert do_anova(values, numbers) == pytest.approx(do_anova(values, THREE_GROUPS))

    @pytest.mark.parametrize("kind", [list, np.array, pd.Series, pd.Categorical])
    def test_groups_come_as_any_sequence(self, rng, kind):
        values = rng.normal(size=12)
        expected = do_anova(values, THREE_GROUPS)
        assert do_anova(values, kind(THREE_GROUPS)) == pytest.approx(expected)

    def test_a_category_without_samples_does_not_count(self, rng):
        values = rng.normal(size=12)
        groups = pd.Categorical(THREE_GROUPS, categories=list("ABCD"))
        assert do_anova(values, groups) == pytest.approx(do_anova(values, THREE_GROUPS))

    def test_two_series_of_the_same_samples_are_matched_by_name(self, rng):
        names = [f"S{i}" for i in range(12)]
        values = pd.Series(rng.normal(size=12), index=names)
        groups = pd.Series(THREE_GROUPS, index=names)
        expected = do_anova(values, groups)
        assert do_anova(values, groups.iloc[::-1]) == pytest.approx(expected)
        assert do_anova(values.to_numpy(), groups) == pytest.approx(expected)
        assert do_anova(values.reset_index(drop=True), groups) == pytest.approx(expected)

    def test_missing_values_are_left_out(self):
        assert do_anova(WITH_A_GAP, list("AABBCCC")) == pytest.approx(P_WITH_A_GAP, rel=1e-9)

    @pytest.mark.parametrize("value", [0.0, 0.1, 5.0])
    def test_equal_values_have_no_p_value(self, value):
        assert np.isnan(do_anova([value] * 12, THREE_GROUPS))

    def test_values_equal_within_every_group_only_give_0(self):
        assert do_anova(np.repeat([0.1, 0.2, 0.7], 4), THREE_GROUPS) == 0

    def test_one_group_is_refused(self):
        with pytest.raises(ValueError, match="2 groups or more, not 1"):
            do_anova([1, 2, 3], ["A", "A", "A"])

    def test_a_group_that_is_all_missing_does_not_count(self):
        with pytest.raises(ValueError, match="2 groups or more, not 1"):
            do_anova([1, 2, np.nan, np.nan], ["A", "A", "B", "B"])

    def test_no_second_value_in_any_group_is_refused(self):
        with pytest.raises(ValueError, match="3 values in 3 groups leave no residual degrees"):
            do_anova([1, 2, 3], ["A", "B", "C"])

    def test_lengths_that_differ_are_refused_with_both_numbers(self):
        with pytest.raises(ValueError, match="3 group labels do not fit 4 samples"):
            do_anova([1, 2, 3, 4], ["A", "A", "B"])

    def test_an_infinite_value_is_refused_with_its_place(self):
        with pytest.raises(ValueError, match="sample 2 is not"):
            do_anova([1, 2, np.inf, 4], ["A", "A", "B", "B"])

    def test_a_missing_label_is_refused_with_its_place(self):
        with pytest.raises(ValueError, match="sample 3 has no group"):
            do_anova([1, 2, 3, 4], ["A", "A", "B", None])


class TestAdjustBh:
    def test_ten_p_values_by_hand(self):
        pvals = [0.01, 0.04, 0.03, 0.2, 0.5, 0.005, 0.9, 0.03, 0.6, 1]
        expected = [0.05, 0.08, 0.075, 1 / 3, 5 / 7, 0.05, 1, 0.075, 0.75, 1]
        np.testing.assert_allclose(adjust_bh(pvals), expected, rtol=1e-12)

    @given(PVALS.filter(len))
    def test_values_are_those_of_scipy_and_statsmodels(self, pvals):
        adjusted = adjust_bh(pvals)
        np.testing.assert_allclose(adjusted, false_discovery_control(pvals), rtol=1e-12)
        np.testing.assert_allclose(adjusted, multipletests(pvals, method="fdr_bh")[1], rtol=1e-12)

    @given(PVALS)
    def test_adjusted_values_keep_the_order_and_lie_between_p_and_1(self, pvals):
        adjusted = adjust_bh(pvals)
        assert (adjusted >= np.array(pvals) * (1 - 1e-12)).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(pvals)]) >= 0).all()

    @given(PVALS.filter(len), st.randoms(use_true_random=False))
    def test_the_order_given_is_kept(self, pvals, random):
        order = list(range(len(pvals)))
        random.shuffle(order)
        shuffled = adjust_bh(np.array(pvals)[order])
        np.testing.assert_array_equal(shuffled, adjust_bh(pvals)[order])

    def test_missing_values_stay_and_do_not_count(self):
        # R: p.adjust(c(.01, NA, .02, .03), "BH")
        adjusted = adjust_bh([0.01, np.nan, 0.02, 0.03])
        np.testing.assert_allclose(adjusted, [0.03, np.nan, 0.03, 0.03], rtol=1e-12)

    def test_no_p_value_at_all_is_fine(self):
        assert adjust_bh([]).shape == (0,)
        assert np.isnan(adjust_bh([np.nan, np.nan])).all()

    def test_a_series_gives_an_array_and_is_not_touched(self):
        pvals = pd.Series([0.5, 0.01], index=["a", "b"])
        adjusted = adjust_bh(pvals)
        assert type(adjusted) is np.ndarray
        assert pvals.tolist() == [0.5, 0.01]

    @pytest.mark.parametrize("value", [-0.1, 1.5, np.inf])
    def test_what_is_no_probability_is_refused_with_its_place(self, value):
        with pytest.raises(ValueError, match=rf"pvals\[1\] is {value}"):
            adjust_bh([0.5, value])

    def test_a_matrix_is_refused(self):
        with pytest.raises(ValueError, match="1 dimension, not 2"):
            adjust_bh(np.ones((2, 2)))


class TestRunAnova:
    def test_the_table_has_the_genes_in_order_and_four_columns(self, random_data):
        table = run_anova(random_data, THREE_GROUPS)
        assert list(table.columns) == ["F", "pval", "pval_fdr", "significant"]
        assert list(table.index) == list(random_data["genes"].index)
        assert table["significant"].dtype == bool

    def test_values_are_those_of_scipy_and_statsmodels(self, random_data):
        table = run_anova(random_data, THREE_GROUPS)
        expected = scipy_anova(random_data["expression"], THREE_GROUPS)
        np.testing.assert_allclose(table["F"], expected.statistic, rtol=1e-10)
        np.testing.assert_allclose(table["pval"], expected.pvalue, rtol=1e-9)
        reject, adjusted, *_ = multipletests(table["pval"], 0.05, method="fdr_bh")
        np.testing.assert_allclose(table["pval_fdr"], adjusted, rtol=1e-12)
        np.testing.assert_array_equal(table["significant"], reject)

    def test_every_row_is_what_do_anova_says(self, random_data):
        random_data["expression"][3, [0, 5]] = np.nan
        random_data["expression"][4] = 7.1
        random_data["expression"][5] = np.repeat([0.1, 0.2, 0.3], 4)
        table = run_anova(random_data, THREE_GROUPS)
        expected = [do_anova(row, THREE_GROUPS) for row in random_data["expression"]]
        np.testing.assert_allclose(table["pval"], expected, rtol=1e-8)
        np.testing.assert_array_equal(table["pval_fdr"], adjust_bh(table["pval"]))

    def test_with_two_groups_f_is_t_squared(self, random_data):
        groups = np.array(["x"] * 5 + ["y"] * 7)
        table = run_anova(random_data, groups)
        t = ttest_ind(*(random_data["expression"][:, groups == g] for g in "xy"), axis=1)
        np.testing.assert_allclose(table["F"], t.statistic**2, rtol=1e-10)
        np.testing.assert_allclose(table["pval"], t.pvalue, rtol=1e-10)

    def test_neither_the_order_nor_the_names_of_groups_matter(self, random_data, rng):
        order = rng.permutation(12)
        table = run_anova(random_data, THREE_GROUPS)
        shuffled = {**random_data, "expression": random_data["expression"][:, order]}
        renamed = [{"A": 3, "B": 1, "C": 2}[THREE_GROUPS[i]] for i in order]
        np.testing.assert_allclose(run_anova(shuffled, renamed)["F"], table["F"], rtol=1e-10)

    def test_a_series_is_aligned_by_sample_name(self, random_data):
        groups = sample_groups(random_data)
        expected = run_anova(random_data, groups.to_numpy())
        more = pd.concat([groups.iloc[::-1], pd.Series({"other": "D"})])
        pd.testing.assert_frame_equal(run_anova(random_data, groups.iloc[::-1]), expected)
        pd.testing.assert_frame_equal(run_anova(random_data, more), expected)

    def test_a_series_without_a_sample_is_refused_by_name(self, random_data):
        groups = sample_groups(random_data).drop(["A.2", "C.4"])
        with pytest.raises(ValueError, match=r"2 of 12 samples: 'A\.2', 'C\.4'"):
            run_anova(random_data, groups)

    def test_a_series_without_names_is_refused_with_the_way_out(self, random_data):
        with pytest.raises(ValueError, match=r"groups\.to_numpy\(\)"):
            run_anova(random_data, pd.Series(THREE_GROUPS))

    def test_a_series_with_a_sample_twice_is_refused_by_name(self, random_data):
        groups = sample_groups(random_data)
        with pytest.raises(ValueError, match=r"'A\.1' more than once"):
            run_anova(random_data, pd.concat([groups, groups.iloc[:1]]))

    def test_alpha_is_the_level_of_the_adjusted_p_values(self, random_data):
        for alpha in (0, 0.01, 0.7, 1):
            table = run_anova(random_data, THREE_GROUPS, alpha)
            assert (table["significant"] == (table["pval_fdr"] < alpha)).all()

    def test_the_input_is_not_touched(self, random_data, same_data):
        before = copy.deepcopy(random_data)
        run_anova(random_data, THREE_GROUPS)
        same_data(random_data, before)

    @pytest.mark.parametrize("value", [0.0, 0.1, 7.3e8, 1e-200])
    def test_a_constant_gene_has_neither_f_nor_p_and_does_not_count(self, random_data, value):
        random_data["expression"][10] = value
        table = run_anova(random_data, THREE_GROUPS)
        assert table.iloc[10, :3].isna().all()
        assert not table["significant"].iloc[10]
        others = run_anova(subset_genes(random_data, np.arange(40) != 10), THREE_GROUPS)
        pd.testing.assert_frame_equal(table.drop("Gene10"), others)

    @pytest.mark.parametrize("means", [[0.1, 0.2, 0.7], [0, 0, 1], [1e9, 1e9, 1e9 + 1e-6]])
    def test_a_gene_constant_in_every_group_only_has_an_infinite_f(self, random_data, means):
        random_data["expression"][10] = np.repeat(means, 4)
        table = run_anova(random_data, THREE_GROUPS)
        assert table["F"].iloc[10] == np.inf
        assert table["pval"].iloc[10] == 0
        assert table["significant"].iloc[10]

    def test_a_gene_with_almost_no_variation_within_groups_keeps_its_digits(self, build, rng):
        noise = rng.integers(-100, 100, size=12) * 2.0**-38
        table = run_anova(build([np.repeat([0, 64, 128], 4) + noise]), THREE_GROUPS)
        # Against the steps, the noise adds next to nothing between groups; within, it is all.
        by_group = noise.reshape(3, 4)
        ssw = ((by_group - by_group.mean(axis=1, keepdims=True)) ** 2).sum()
        expected = (4 * (64**2 + 64**2) / 2) / (ssw / 9)
        assert table["F"].iloc[0] == pytest.approx(expected, rel=1e-8)

    def test_values_far_from_0_keep_their_digits(self, random_data):
        expected = run_anova(random_data, THREE_GROUPS)
        random_data["expression"] = random_data["expression"].round(6) + 2.0**20
        table = run_anova(random_data, THREE_GROUPS)
        np.testing.assert_allclose(table["F"], expected["F"], rtol=1e-4)
        exact = scipy_anova(random_data["expression"] - 2.0**20, THREE_GROUPS)
        np.testing.assert_allclose(table["F"], exact.statistic, rtol=1e-9)

    def test_missing_values_are_left_out_gene_by_gene(self, random_data, rng):
        gaps = rng.random((40, 12)) < 0.2
        gaps[:10] = False
        gaps[:, ::4] = False  # something of every group is there
        random_data["expression"][gaps] = np.nan
        table = run_anova(random_data, THREE_GROUPS)
        expected = f_oneway(
            *np.split(random_data["expression"], 3, axis=1), axis=1, nan_policy="omit"
        )
        np.testing.assert_allclose(table["F"], expected.statistic, rtol=1e-9)
        np.testing.assert_allclose(table["pval"], expected.pvalue, rtol=1e-9)

    def test_a_missing_value_changes_the_degrees_of_freedom(self, build):
        table = run_anova(build([WITH_A_GAP]), list("AABBCCC"))
        assert table["F"].iloc[0] == pytest.approx(16, rel=1e-12)
        assert table["pval"].iloc[0] == pytest.approx(P_WITH_A_GAP, rel=1e-12)

    def test_a_gene_without_enough_values_has_neither_f_nor_p(self, build):
        nan = np.nan
        rows = [[nan] * 4, [1, 2, nan, nan], [1, nan, 3, nan], [1, 2, 3, nan], [1, 2, 5, 6]]
        table = run_anova(build(rows), list("AABB"))
        assert table["pval"].isna().tolist() == [True, True, True, False, False]
        assert table["F"].isna().tolist() == [True, True, True, False, False]

    def test_genes_in_every_block_are_treated_alike(self, build, rng):
        expression = rng.normal(size=(2_000, 60))
        groups = np.arange(60) % 4
        table = run_anova(build(expression), groups)
        expected = scipy_anova(expression, groups)
        np.testing.assert_allclose(table["F"], expected.statistic, rtol=1e-10)

    @pytest.mark.parametrize("order", ["C", "F"])
    @pytest.mark.parametrize("dtype", [np.float32, np.int64, np.float64])
    def test_other_number_types_and_layouts_give_the_same(self, random_data, order, dtype):
        values = random_data["expression"].round().astype(dtype)
        random_data["expression"] = np.array(values, order=order)
        expected = scipy_anova(values.astype(float), THREE_GROUPS)
        table = run_anova(random_data, THREE_GROUPS)
        np.testing.assert_allclose(table["F"], expected.statistic, rtol=1e-10)

    def test_data_without_genes_give_an_empty_table(self, build):
        table = run_anova(build(np.empty((0, 4))), list("AABB"))
        assert table.shape == (0, 4)
        assert table["significant"].dtype == bool

    def test_an_infinite_value_is_refused_with_the_gene(self, random_data):
        random_data["expression"][17, 2] = -np.inf
        random_data["expression"][3, 2] = np.nan
        with pytest.raises(ValueError, match="'Gene17' has an infinite value"):
            run_anova(random_data, THREE_GROUPS)

    @pytest.mark.parametrize(
        ("groups", "message"),
        [
            (["A"] * 12, "2 groups or more, not 1"),
            (list("ABCDEFGHIJKL"), "12 values in 12 groups leave no residual degrees"),
            (["A", "B"] * 5, "10 group labels do not fit 12 samples"),
            (["A", "B"] * 5 + ["A", None], r"sample 'C\.4' has no group label"),
            (["A", "B"] * 5 + [np.nan, "A"], r"sample 'C\.3' has no group label"),
            (np.array([1.0, 2.0] * 5 + [np.nan, 1]), r"sample 'C\.3' has no group label"),
            (np.ones((12, 2)), "one label per sample, not 2-dimensional"),
        ],
    )
    def test_groups_that_cannot_be_tested_are_refused(self, random_data, groups, message):
        with pytest.raises(ValueError, match=message):
            run_anova(random_data, groups)

    @pytest.mark.parametrize("alpha", [-0.1, 5, np.nan])
    def test_an_alpha_that_is_no_level_is_refused(self, random_data, alpha):
        with pytest.raises(ValueError, match="alpha must be between 0 and 1"):
            run_anova(random_data, THREE_GROUPS, alpha)


class TestRealData:
    @pytest.fixture
    def table(self, hspc):
        return run_anova(hspc, sample_groups(hspc))

    @pytest.fixture
    def expected(self, hspc, reference):
        return reference("hspc_anova.tsv.gz", index_col=0).loc[hspc["genes"].index]

    def test_f_and_p_are_those_of_r(self, table, expected):
        np.testing.assert_allclose(table["F"], expected["F"], rtol=1e-10)
        np.testing.assert_allclose(
            np.log10(table["pval"]), np.log10(expected["p"]), rtol=0, atol=1e-9
        )

    def test_adjusted_p_values_are_those_of_r(self, table, expected):
        np.testing.assert_allclose(adjust_bh(expected["p"]), expected["p_bh"], rtol=1e-12)
        np.testing.assert_allclose(table["pval_fdr"], expected["p_bh"], rtol=1e-9)

    @pytest.mark.parametrize(
        ("alpha", "n"), [(0.05, 2398), (0.01, 1945), (0.0005, 1427), (1e-6, 836), (1e-15, 172)]
    )
    def test_as_many_genes_are_significant_as_in_r(self, hspc, alpha, n):
        assert run_anova(hspc, sample_groups(hspc), alpha)["significant"].sum() == n

    def test_a_sample_of_genes_agrees_with_do_anova(self, hspc, table, rng):
        groups = sample_groups(hspc)
        for i in rng.choice(len(table), 20, replace=False):
            p = do_anova(hspc["expression"][i], groups)
            assert p == pytest.approx(table["pval"].iloc[i], rel=1e-8)

    def test_five_hundred_genes_need_the_threshold_of_r(self, table):
        assert fdr_threshold_for(table, 500) == pytest.approx(2.2432599457174e-09, rel=1e-9)
        assert fdr_threshold_for(table, 501) == pytest.approx(2.30996551182951e-09, rel=1e-9)


class TestFdrThresholdFor:
    TABLE = pd.DataFrame({"pval_fdr": [0.3, 0.01, np.nan, 0.01, 0.2]})

    @pytest.mark.parametrize(("n_genes", "threshold"), [(1, 0.01), (2, 0.01), (3, 0.2), (4, 0.3)])
    def test_it_is_the_smallest_that_keeps_enough_genes(self, n_genes, threshold):
        assert fdr_threshold_for(self.TABLE, n_genes) == threshold

    @pytest.mark.parametrize(("n_genes", "bound"), [(0, "at least 1"), (5, "at most 4")])
    def test_an_impossible_number_of_genes_is_refused(self, n_genes, bound):
        with pytest.raises(ValueError, match=f"n_genes must be {bound}, not {n_genes}"):
            fdr_threshold_for(self.TABLE, n_genes)

    def test_a_table_without_the_column_is_refused(self):
        with pytest.raises(KeyError, match="pval_fdr"):
            fdr_threshold_for(pd.DataFrame({"pval": [0.1]}), 1)
