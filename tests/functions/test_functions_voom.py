"""voom: weights of counts, and what it refuses."""

import copy

import numpy as np
import pandas as pd
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess

from functions import design_matrix, expression_df, lm_fit, log_cpm, simulate_counts, voom
from functions.lowess import lowess_anchors


@pytest.fixture
def data():
    return simulate_counts(400, 4, composition=0)


@pytest.fixture
def counts(data):
    return expression_df(data)


@pytest.fixture
def design(data):
    return design_matrix(data["samples"]["group"])


class TestVoom:
    def test_weights_are_the_trend_at_the_expected_count(self, counts, design):
        v = voom(counts, design)
        fit = lm_fit(v["E"], design)
        expected = fit["coefficients"] @ design.T + np.log2((v["lib_size"] + 1) / 1e6)
        trend = np.interp(expected, v["trend"]["mean_log_count"], v["trend"]["sqrt_sd"])
        np.testing.assert_allclose(v["weights"], trend**-4, rtol=1e-10)

    def test_points_are_mean_log_counts_and_square_roots_of_residual_sds(self, counts, design):
        v = voom(counts, design)
        fit = lm_fit(v["E"], design)
        expressed = counts.any(axis=1)
        shift = np.log2((counts.sum() + 1) / 1e6).mean()
        np.testing.assert_allclose(
            v["points"]["mean_log_count"], v["E"].mean(axis=1)[expressed] + shift
        )
        np.testing.assert_allclose(v["points"]["sqrt_sd"], np.sqrt(fit["sigma"][expressed]))
        assert list(v["points"].index) == list(counts.index[expressed])

    def test_rare_genes_weigh_less(self, counts, design):
        v = voom(counts, design)
        by_level = v["weights"].mean(axis=1)[v["E"].mean(axis=1).sort_values().index]
        assert by_level[:100].mean() < 0.5 * by_level[-100:].mean()

    def test_values_are_log_counts_per_million_and_names_are_kept(self, counts, design):
        v = voom(counts, design)
        pd.testing.assert_frame_equal(v["E"], log_cpm(counts))
        for entry in ("E", "weights"):
            assert list(v[entry].index) == list(counts.index)
            assert list(v[entry].columns) == list(counts.columns)
        assert v["span"] == pytest.approx(0.3 + 0.7 * (50 / 400) ** (1 / 3))

    def test_a_covariate_gives_every_sample_expectations_of_its_own(self, counts, design):
        design = design.assign(age=np.linspace(30, 60, 8))
        v = voom(counts, design)
        fit = lm_fit(v["E"], design)
        expected = fit["coefficients"] @ design.T + np.log2((v["lib_size"] + 1) / 1e6)
        trend = np.interp(expected, v["trend"]["mean_log_count"], v["trend"]["sqrt_sd"])
        np.testing.assert_allclose(v["weights"], trend**-4, rtol=1e-9)

    def test_the_input_is_not_touched(self, counts, design):
        before = copy.deepcopy((counts, design))
        v = voom(counts, design)
        v["E"].iloc[0, 0] = v["weights"].iloc[0, 0] = -99
        pd.testing.assert_frame_equal(counts, before[0])
        pd.testing.assert_frame_equal(design, before[1])

    def test_a_matrix_of_counts_is_fine(self, counts, design):
        named = voom(counts, design)
        plain = voom(counts.to_numpy().astype(int), design.to_numpy())
        np.testing.assert_allclose(plain["weights"], named["weights"])

    def test_without_replicates_all_weigh_the_same_with_a_warning(self, counts):
        two = counts.iloc[:, [0, 4]]
        with pytest.warns(UserWarning, match="2 samples and 2 coefficients leave no replicates"):
            v = voom(two, np.eye(2))
        assert (v["weights"] == 1).all(axis=None)
        assert len(v["trend"]) == 0

    def test_two_genes_are_enough_and_one_is_not(self, counts, design):
        assert np.isfinite(voom(counts[:2], design)["weights"]).all(axis=None)
        with pytest.raises(ValueError, match="2 or more, not 1"):
            voom(counts[:1], design)

    @pytest.mark.parametrize("span", [0, -1, 1.5, np.nan])
    def test_a_span_out_of_range_is_refused_with_its_value(self, counts, design, span):
        with pytest.raises(ValueError, match=f"span must be .* not {span}"):
            voom(counts, design, span=span)

    def test_a_design_that_does_not_fit_is_refused(self, counts, design):
        with pytest.raises(ValueError, match="design of 7 rows does not fit 8 samples"):
            voom(counts, design[1:])
        with pytest.raises(ValueError, match="'again' of the design is redundant"):
            voom(counts, design.assign(again=1.0))


class TestLowess:
    def test_the_curve_is_close_to_that_of_statsmodels(self, rng):
        # Which differs from R in the last point of a window; reference_r has R itself.
        x = np.sort(rng.uniform(0, 10, size=300))
        y = np.sin(x) + rng.standard_t(2, size=300) * 0.2
        curve = np.interp(x, *lowess_anchors(x, y, 0.3, skip=0.1))
        expected = lowess(y, x, frac=0.3, it=3, delta=0.1, is_sorted=True, return_sorted=False)
        np.testing.assert_allclose(curve, expected, atol=2e-3)

    def test_a_straight_line_is_kept(self):
        x = np.linspace(0, 5, 30)
        np.testing.assert_allclose(lowess_anchors(x, 2 * x - 1, 0.4)[1], 2 * x - 1, atol=1e-12)

    def test_an_outlier_does_not_bend_the_curve(self, rng):
        x = np.linspace(0, 10, 100)
        y = x.copy() + rng.normal(0, 0.01, 100)
        y[50] = 60
        robust = np.interp(x, *lowess_anchors(x, y, 0.3))
        plain = np.interp(x, *lowess_anchors(x, y, 0.3, n_robust=0))
        assert abs(robust[50] - 5) < 0.2 < 1 < abs(plain[50] - 5)

    def test_equal_x_have_one_value(self):
        x = np.array([1.0, 1, 1, 2, 2, 3])
        at, curve = lowess_anchors(x, np.array([1.0, 2, 3, 4, 5, 6]), 0.5)
        assert list(at) == [1, 2, 3]
        assert np.isfinite(curve).all()

    def test_unsorted_x_are_refused(self):
        with pytest.raises(ValueError, match="sorted"):
            lowess_anchors([2.0, 1.0], [0.0, 0.0], 0.5)
