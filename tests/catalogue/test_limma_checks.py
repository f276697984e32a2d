"""Lesson 8: what the checks expect is what R and other packages give, and free choices are free."""

import gzip

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from matplotlib.figure import Figure
from scipy import stats

import functions
from autograder.call import LocalCall
from autograder.catalogue import find
from autograder.catalogue.limma.counts import _expected as expected_mask
from autograder.catalogue.limma.fits import _expected as expected_fit
from autograder.catalogue.limma.fits import _redundant
from autograder.catalogue.limma.inputs import ask
from autograder.catalogue.limma.moderation import Genes
from autograder.catalogue.limma.moderation import _expected as expected_t
from autograder.catalogue.limma.tables import _expected as expected_table
from autograder.catalogue.limma.volcano import _names, _numbers, dots
from autograder.exercise import Crash
from autograder.figures import describe_axes
from autograder.judge import judge
from autograder.verdict import Status


def score(exercise, function):
    return judge(find(exercise), function).score


# ---------------------------------------------------------------- what is expected


def test_the_fit_that_is_expected_is_that_of_statsmodels(rng):
    X = np.column_stack([np.repeat([1.0, 0], 5), np.repeat([0, 1.0], 5), rng.uniform(0, 9, 10)])
    y, weights = rng.normal(size=(3, 10)), rng.uniform(0.5, 4, (3, 10))
    expected = expected_fit(y, X, weights)
    for gene in range(3):
        model = sm.WLS(y[gene], X, weights=weights[gene]).fit()
        np.testing.assert_allclose(expected["coefficients"][gene], model.params)
        errors = expected["stdev_unscaled"][gene] * expected["sigma"][gene]
        np.testing.assert_allclose(errors, model.bse)
        assert expected["df_residual"][gene] == model.df_resid
    np.testing.assert_allclose(
        expected["cov_coefficients"], sm.OLS(y[0], X).fit().normalized_cov_params
    )


def test_without_a_prior_the_t_that_is_expected_is_student_s(rng):
    one, two = rng.normal(size=6), rng.normal(1, size=4)
    pooled = np.sqrt((5 * one.var(ddof=1) + 3 * two.var(ddof=1)) / 8)
    genes = Genes(
        names=["Mpo"],
        coefficients=np.array([[one.mean() - two.mean()]]),
        stdev_unscaled=np.array([[np.sqrt(1 / 6 + 1 / 4)]]),
        sigma=np.array([pooled]),
        df_residual=np.array([8.0]),
        s2_prior=1.0,
        df_prior=0.0,
    )
    expected, student = expected_t(genes), stats.ttest_ind(one, two)
    np.testing.assert_allclose(expected["t"][0, 0], student.statistic)
    np.testing.assert_allclose(expected["p"][0, 0], student.pvalue)


def test_the_filter_keeps_of_the_yoruba_genes_those_that_r_keeps(shared_data):
    # R: cutoff <- 10 / median(colSums(counts) / 1e6); sum(rowSums(cpm > cutoff) >= 29)
    with gzip.open(shared_data / "yoruba_counts.csv.gz", "rt") as file:
        counts = pd.read_csv(file, index_col=0)
    groups = pd.Series(["small"] * 29 + ["large"] * (counts.shape[1] - 29), index=counts.columns)
    assert expected_mask(counts, groups).sum() == 17_860


def test_any_column_that_depends_on_others_is_redundant_and_no_other():
    design = pd.DataFrame(
        {"a": [1, 1, 0, 0, 0], "b": [0, 0, 1, 1, 1], "dose": [1, 2, 2, 5, 3], "all": [1] * 5}
    ).astype(float)
    assert _redundant(design) == ["a", "b", "all"]


def test_the_adjusted_p_values_that_are_expected_are_those_of_r():
    # R: p.adjust(c(.01, .04, .03, .005), "BH")
    frame = pd.DataFrame({"x": [0.01, 0.04, 0.03, 0.005]}, index=list("abcd"))
    fit = {**dict.fromkeys(("coefficients", "t", "p_value", "b"), frame), "ave_expr": frame["x"]}
    adjusted = expected_table(fit, 0, 4)["adj_p_value"]
    assert adjusted.round(10).to_dict() == {"a": 0.02, "b": 0.04, "c": 0.04, "d": 0.02}


# ---------------------------------------------------------------- what is free


def test_a_question_in_several_forms_is_answered_by_the_first_that_is_taken():
    def tables_only(values):
        return values.to_numpy().sum()

    series = pd.Series([1, 2])
    assert ask(LocalCall(tables_only), (series.to_numpy(),), (series,)) == 3
    with pytest.raises(Crash, match="AttributeError"):
        ask(LocalCall(tables_only), ([1],), ((2,),))


@pytest.mark.parametrize("form", [list, np.asarray, pd.Series])
def test_a_design_may_rely_on_either_kind_of_groups(form):
    def picky(groups):
        if not isinstance(groups, np.ndarray if form is np.asarray else form):
            raise TypeError("not what I take")
        return functions.design_matrix(groups)

    assert score("design_matrix", picky) == 2


def test_a_design_need_not_carry_the_names_of_the_samples():
    def numbered(groups):
        return functions.design_matrix(groups).reset_index(drop=True)

    assert score("design_matrix", numbered) == 2


def test_a_cpm_at_the_cut_off_itself_is_not_judged():
    def at_least(counts, groups):
        sizes = counts.sum()
        above = counts / sizes * sizes.median() >= 10
        return above.sum(axis=1) >= pd.Series(list(groups)).value_counts().min()

    assert score("filter_low_expression", at_least) == 3


@pytest.mark.parametrize("position", [0, 1, -1])
def test_any_of_the_redundant_columns_may_be_named(position):
    def names_one(y, design, weights=None):
        if redundant := _redundant(design):
            raise ValueError(f"look at {redundant[position]}")
        return functions.lm_fit(y, design, weights)

    assert score("lm_fit", names_one) == 6


def test_naming_a_column_that_is_not_redundant_does_not_help():
    def names_another(y, design, weights=None):
        if redundant := _redundant(design):
            raise ValueError(f"look at {next(one for one in design if one not in redundant)}")
        return functions.lm_fit(y, design, weights)

    assert score("lm_fit", names_another) == 5.25


def test_results_in_single_precision_are_right():
    def single(*arguments):
        return tuple(np.asarray(one, dtype=np.float32) for one in functions.moderated_t(*arguments))

    verdict = judge(find("moderated_t"), single)
    failed = [check.name for check in verdict.checks if check.status is not Status.RIGHT]
    assert failed in ([], ["a very small p keeps its digits"])  # below what single holds


# ---------------------------------------------------------------- volcano plots


@pytest.mark.parametrize(
    ("text", "call", "number"),
    [
        ("up (12)", "up", 12),
        ("Up-regulated: 1,204 genes", "up", 1204),
        ("12 down (FDR < 0.05)", "down", 12),
        ("n.s. n=3", "n.s.", 3),
        ("n.s. (48, 80.5 %)", "n.s.", 48),
    ],
)
def test_a_legend_s_entry_has_a_name_and_a_number_in_many_ways(text, call, number):
    assert _names(text, call)
    assert number in _numbers(text)


@pytest.mark.parametrize(
    ("text", "call"), [("group (3)", "up"), ("other", "n.s."), ("set", "down")]
)
def test_a_part_of_another_word_is_no_name(text, call):
    assert not _names(text, call)


def test_the_dot_on_top_is_the_last(rng):
    ax = Figure().subplots()
    ax.scatter([1.0], [2.0], color="red", zorder=5)
    ax.scatter([1.0], [2.0], color="blue")
    ax.plot([1.0, 2.0], [2.0, 3.0])  # a line is no dot
    places, colours = dots(describe_axes(ax))
    assert places.tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert colours[-1].tolist() == [1.0, 0.0, 0.0, 1.0]
