"""Lesson 5: the wrong answers are the ones that their messages name, and edge cases are fair."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests

import functions
from autograder.catalogue import find
from autograder.catalogue.anova.p_values import _bh as benjamini_hochberg
from autograder.judge import judge
from autograder.verdict import Status


def misconception(exercise, id):
    return next(one.implementation for one in find(exercise).misconceptions if one.id == id)


@pytest.fixture
def gene(rng):
    """Values and groups of one gene, groups of different sizes."""
    groups = pd.Series(rng.permutation(list("aaabbbbbbccccc")), dtype=object)
    return rng.normal(size=14) + groups.map({"a": 5.0, "b": 5.5, "c": 6.2}).to_numpy(), groups


@pytest.mark.parametrize(
    ("id", "formula", "row", "column"),
    [
        ("A1", "vals ~ C(grps) - 1", "C(grps)", "PR(>F)"),
        ("A24", "vals ~ C(grps)", "C(grps)", "F"),
    ],
)
def test_a_wrong_anova_is_the_model_that_its_message_names(gene, id, formula, row, column):
    vals, grps = gene
    table = anova_lm(ols(formula, {"vals": vals, "grps": grps}).fit())
    np.testing.assert_allclose(misconception("do_anova", id)(vals, grps), table.loc[row, column])


def test_groups_as_numbers_are_a_regression(gene):
    vals, grps = gene
    numbers = grps.map({"a": 0, "b": 1, "c": 2})
    table = anova_lm(ols("vals ~ numbers", {"vals": vals, "numbers": numbers}).fit())
    expected = table.loc["numbers", "PR(>F)"]
    np.testing.assert_allclose(misconception("do_anova", "A6")(vals, grps), expected)


def test_both_tails_add_up_to_one(gene):
    p_value = functions.do_anova(*gene)
    np.testing.assert_allclose(misconception("do_anova", "A5")(*gene), 1 - p_value)


@pytest.mark.parametrize(
    ("id", "method"),
    [("F2", "bonferroni"), ("F12", "simes-hochberg"), ("F16", "holm"), ("F17", "fdr_by")],
)
def test_a_wrong_adjustment_is_the_method_that_its_message_names(rng, id, method):
    pvals = rng.uniform(size=30) ** 2
    expected = multipletests(pvals, method=method)[1]
    np.testing.assert_allclose(misconception("adjust_bh", id)(pvals), expected)


def test_the_checks_expect_what_r_gives():
    # R: p.adjust(c(.01, NA, .02, .03), "BH") and p.adjust(c(.01, .04, .03, .005), "BH")
    found = benjamini_hochberg(np.array([0.01, np.nan, 0.02, 0.03]))
    np.testing.assert_allclose(found, [0.03, np.nan, 0.03, 0.03])
    found = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005]))
    np.testing.assert_allclose(found, [0.02, 0.04, 0.04, 0.02])


def test_noise_where_nothing_varies_is_what_statsmodels_gives():
    grps = pd.Series(list("aabbbcc"), dtype=object)
    noise = misconception("do_anova", "A17")(np.full(7, 7.0), grps)
    assert 0 <= noise <= 1
    assert np.isnan(functions.do_anova(np.full(7, 7.0), grps))


def test_rounding_may_leave_a_tiny_p_where_zero_is_exact():
    def nearly_zero(vals, grps):
        p_value = functions.do_anova(vals, grps)
        return 1e-61 if p_value == 0 else p_value

    assert judge(find("do_anova"), nearly_zero).status is Status.RIGHT


def test_the_messages_of_errors_are_free():
    def terse(vals, grps):
        sizes = pd.Series(np.asarray(grps)).value_counts()
        if len(sizes) < 2 or sizes.max() == 1:
            raise ValueError
        return functions.do_anova(vals, grps)

    assert judge(find("do_anova"), terse).status is Status.RIGHT


def test_significance_at_the_level_itself_is_not_judged():
    def at_most(data, groups, alpha=0.05):
        table = functions.run_anova(data, groups, alpha)
        return table.assign(significant=table["pval_fdr"] <= alpha)

    assert judge(find("run_anova"), at_most).status is Status.RIGHT


def test_a_slow_answer_loses_the_points_of_speed_only():
    verdict = judge(find("run_anova"), misconception("run_anova", "A26"))
    failed = [check for check in verdict.checks if check.status is not Status.RIGHT]
    assert [check.max_points for check in failed] == [1]
    assert failed[0].misconception == "A26"


def test_a_list_works_where_only_the_series_is_taken_by_position():
    verdict = judge(find("run_anova"), misconception("run_anova", "A7"))
    assert verdict.score == 5.5


def test_kruskal_wallis_is_told_by_name(gene):
    vals, grps = gene
    parts = [vals[(grps == name).to_numpy()] for name in "abc"]
    found = misconception("do_anova", "A33")(vals, grps)
    np.testing.assert_allclose(found, stats.kruskal(*parts).pvalue)
