"""Tables of top genes, and calls."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from functions import decide_tests, top_table

GENES = ["Mpo", "Klf1", "Procr", "Gata1", "Elane"]


@pytest.fixture
def fit():
    """What the contract of `top_table` asks for, and no more."""
    p_value = pd.DataFrame(
        {"b - a": [0.03, 0.9, 1e-5, 0.012, 0.2], "c - a": [0.5, 0.01, 0.6, 0.7, 0.8]}, index=GENES
    )
    t = pd.DataFrame(
        {"b - a": [-2.2, 0.1, 6, 2.6, -1.3], "c - a": [0.7, -2.7, 0.5, 0.4, 0.3]}, index=GENES
    )
    return {
        "coefficients": t / 2,
        "t": t,
        "p_value": p_value,
        "b": t.abs() - 4,
        "ave_expr": pd.Series([1.0, 2, 3, 4, 5], index=GENES),
    }


class TestTopTable:
    def test_the_smallest_p_come_first_with_all_that_belongs_to_them(self, fit):
        table = top_table(fit, number=3)
        assert list(table.columns) == ["log_fc", "ave_expr", "t", "p_value", "adj_p_value", "b"]
        assert list(table.index) == ["Procr", "Gata1", "Mpo"]
        assert table.loc["Gata1", ["log_fc", "ave_expr", "t", "b"]].tolist() == pytest.approx(
            [1.3, 4, 2.6, -1.4]
        )

    def test_p_values_are_adjusted_over_all_genes_not_those_shown(self, fit):
        expected = multipletests(fit["p_value"]["b - a"], method="fdr_bh")[1]
        expected = pd.Series(expected, index=GENES)
        for number in (1, 3, None):
            table = top_table(fit, 0, number)
            np.testing.assert_allclose(table["adj_p_value"], expected[table.index])

    def test_the_coefficient_is_given_by_position_or_name(self, fit):
        pd.testing.assert_frame_equal(top_table(fit, 1), top_table(fit, "c - a"))
        assert top_table(fit, np.int64(1)).index[0] == "Klf1"

    def test_more_than_there_are_is_all(self, fit):
        assert len(top_table(fit, 0, 10)) == len(top_table(fit, 0, None)) == 5

    def test_p_values_of_0_are_ordered_by_t(self, fit):
        fit["p_value"].loc[["Mpo", "Procr"], "b - a"] = 0.0
        fit["t"].loc["Mpo", "b - a"] = -60.0
        assert list(top_table(fit, 0, 2).index) == ["Mpo", "Procr"]

    def test_a_gene_without_p_value_comes_last_and_does_not_count(self, fit):
        fit["p_value"].loc["Procr", "b - a"] = np.nan
        table = top_table(fit, 0, None)
        assert table.index[-1] == "Procr"
        assert table.loc["Gata1", "adj_p_value"] == pytest.approx(0.012 * 4)

    def test_unknown_coefficients_are_refused_with_their_name(self, fit):
        with pytest.raises(KeyError, match="no coefficient 'a - b'; there are b - a, c - a"):
            top_table(fit, "a - b")
        with pytest.raises(ValueError, match="coef must be at most 1, not 2"):
            top_table(fit, 2)
        with pytest.raises(ValueError, match="number must be at least 1, not 0"):
            top_table(fit, 0, 0)

    def test_a_fit_that_is_not_moderated_is_refused_with_the_way_out(self, fit):
        del fit["t"]
        with pytest.raises(KeyError, match=r"no 't': e_bayes\(fit\) adds it"):
            top_table(fit)


class TestDecideTests:
    def test_calls_have_the_sign_of_t_where_the_adjusted_p_is_below(self, fit):
        calls = decide_tests(fit, alpha=0.06)
        assert calls["b - a"].tolist() == [-1, 0, 1, 1, 0]
        assert calls["c - a"].tolist() == [0, -1, 0, 0, 0]
        assert (decide_tests(fit)["b - a"] != 0).sum() == 3

    def test_all_together_are_adjusted_together(self, fit):
        expected = multipletests(fit["p_value"].to_numpy().ravel(), method="fdr_bh")[1] < 0.05
        calls = decide_tests(fit, method="global")
        np.testing.assert_array_equal(calls.to_numpy().ravel() != 0, expected)

    def test_small_changes_can_be_left_out(self, fit):
        assert decide_tests(fit, lfc=1.2)["b - a"].tolist() == [0, 0, 1, 1, 0]

    def test_a_gene_without_p_value_is_not_called(self, fit):
        fit["p_value"].loc["Procr", "b - a"] = fit["t"].loc["Procr", "b - a"] = np.nan
        assert decide_tests(fit).loc["Procr", "b - a"] == 0

    def test_nothing_significant_is_no_call_by_any_method(self, fit):
        fit["p_value"] = fit["p_value"] * 0 + 0.9
        fit["F_p_value"] = fit["p_value"]["b - a"]
        for method in ("separate", "global", "hierarchical", "nestedF"):
            assert (decide_tests(fit, method=method) == 0).all(axis=None)

    def test_senseless_options_are_refused(self, fit):
        with pytest.raises(ValueError, match="alpha must be between 0 and 1, not 5"):
            decide_tests(fit, alpha=5)
        with pytest.raises(ValueError, match="lfc must be 0 or more, not -1"):
            decide_tests(fit, lfc=-1)
        with pytest.raises(ValueError, match=r"method must be one of .* not 'holm'"):
            decide_tests(fit, method="holm")
        fit["F_p_value"] = pd.Series([0.1, np.nan, 0.1, 0.1, 0.1], index=GENES)
        with pytest.raises(ValueError, match="gene 'Klf1' has no F"):
            decide_tests(fit, method="hierarchical")
