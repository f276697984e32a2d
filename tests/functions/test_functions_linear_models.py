"""Least squares of all genes at once, against numpy and statsmodels gene by gene."""

import copy

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from functions import contrasts_fit, design_matrix, e_bayes, lm_fit, make_contrast

GROUPS = list("aaabbbbcc")


@pytest.fixture
def y(rng):
    table = pd.DataFrame(rng.normal(5, 2, size=(12, 9)), columns=[f"s{i}" for i in range(9)])
    table.index = [f"g{i}" for i in range(12)]
    return table


@pytest.fixture
def design(y, rng):
    """Three groups and a covariate that is far from zero."""
    return design_matrix(pd.Series(GROUPS, index=y.columns)).assign(age=rng.uniform(900, 910, 9))


@pytest.fixture
def weights(y, rng):
    return pd.DataFrame(rng.uniform(0.2, 5, size=y.shape), index=y.index, columns=y.columns)


def assert_gene_by_gene(fit, y, design, weights=None):
    for gene in range(len(y)):
        value = np.asarray(y)[gene]
        weight = np.ones(len(value)) if weights is None else np.asarray(weights)[gene]
        expected = sm.WLS(value, np.asarray(design), weights=weight).fit()
        sigma = np.sqrt(expected.scale)
        np.testing.assert_allclose(fit["coefficients"].iloc[gene], expected.params, rtol=1e-7)
        np.testing.assert_allclose(
            fit["stdev_unscaled"].iloc[gene], expected.bse / sigma, rtol=1e-7
        )
        assert fit["sigma"].iloc[gene] == pytest.approx(sigma, rel=1e-9)
        assert fit["df_residual"].iloc[gene] == expected.df_resid


class TestLmFit:
    def test_without_weights_every_gene_is_that_of_statsmodels(self, y, design):
        assert_gene_by_gene(lm_fit(y, design), y, design)

    def test_with_weights_every_gene_is_that_of_statsmodels(self, y, design, weights):
        assert_gene_by_gene(lm_fit(y, design, weights), y, design, weights)

    def test_arrays_are_as_good_as_tables(self, y, design, weights):
        fit = lm_fit(y.to_numpy(), design.to_numpy(), weights.to_numpy())
        assert_gene_by_gene(fit, y, design, weights)
        assert list(fit["coefficients"].columns) == [0, 1, 2, 3]

    def test_names_are_kept(self, y, design):
        fit = lm_fit(y, design)
        for entry in ("coefficients", "stdev_unscaled"):
            assert list(fit[entry].index) == list(y.index)
            assert list(fit[entry].columns) == ["a", "b", "c", "age"]
        for entry in ("sigma", "df_residual", "ave_expr"):
            assert list(fit[entry].index) == list(y.index)
        pd.testing.assert_frame_equal(fit["design"], design)
        np.testing.assert_allclose(fit["ave_expr"], y.mean(axis=1))

    def test_covariances_are_those_without_weights(self, y, design, weights):
        expected = np.linalg.inv(design.T @ design)
        for fit in (lm_fit(y, design), lm_fit(y, design, weights)):
            np.testing.assert_allclose(fit["cov_coefficients"], expected, rtol=1e-5)
            assert list(fit["cov_coefficients"].index) == list(design.columns)

    def test_coefficients_of_cell_means_are_means(self, y):
        fit = lm_fit(y, design_matrix(GROUPS))
        for group in "abc":
            mean = y.loc[:, np.array(GROUPS) == group].mean(axis=1)
            np.testing.assert_allclose(fit["coefficients"][group], mean)
        np.testing.assert_allclose(fit["stdev_unscaled"]["c"], np.sqrt(1 / 2))

    def test_one_weight_per_sample(self, y, design, rng):
        per_sample = rng.uniform(0.5, 2, size=9)
        fit = lm_fit(y, design, per_sample)
        assert_gene_by_gene(fit, y, design, np.tile(per_sample, (12, 1)))

    def test_equal_weights_change_only_the_scale(self, y, design):
        plain, fours = lm_fit(y, design), lm_fit(y, design, np.full(y.shape, 4.0))
        np.testing.assert_allclose(fours["coefficients"], plain["coefficients"])
        np.testing.assert_allclose(fours["sigma"], 2 * plain["sigma"])
        np.testing.assert_allclose(fours["stdev_unscaled"], plain["stdev_unscaled"] / 2)

    def test_more_genes_than_fit_into_one_block(self, rng):
        y, weights = rng.normal(size=(5_000, 7)), rng.uniform(0.5, 2, size=(5_000, 7))
        design = np.column_stack([np.ones(7), rng.normal(size=7)])
        fit = lm_fit(y, design, weights)
        some = [0, 2047, 2048, 4999]
        part = {
            name: value.iloc[some] if len(value) == 5_000 else value
            for name, value in fit.items()
            if name != "weights"
        }
        assert_gene_by_gene(part, y[some], design, weights[some])

    @pytest.mark.parametrize("way", ["missing", "zero weight", "negative weight", "no weight"])
    def test_values_are_left_out_in_four_ways(self, y, design, weights, way):
        dropped = y.drop(columns="s3").loc[["g2"]]
        expected = lm_fit(dropped, design.drop(index="s3"), weights.drop(columns="s3").loc[["g2"]])
        if way == "missing":
            y.loc["g2", "s3"] = np.nan
        else:
            weights.loc["g2", "s3"] = {"zero weight": 0, "negative weight": -1}.get(way, np.nan)
        fit = lm_fit(y, design, weights)
        for name in ("coefficients", "stdev_unscaled", "sigma", "df_residual"):
            np.testing.assert_allclose(fit[name].loc["g2"], np.squeeze(expected[name]), rtol=1e-8)
        assert fit["df_residual"].drop("g2").eq(5).all()

    def test_what_the_values_do_not_determine_is_missing(self, y):
        y.loc["g0", ["s0", "s1", "s2"]] = np.nan  # all of group a
        y.loc["g1"] = np.nan
        y.loc["g2", ["s1", "s2", "s4", "s5", "s6", "s8"]] = np.nan  # one of each group
        fit = lm_fit(y, design_matrix(GROUPS))
        assert fit["coefficients"].loc["g0"].isna().tolist() == [True, False, False]
        assert fit["coefficients"].loc["g1"].isna().all()
        assert np.isnan(fit["ave_expr"]["g1"])
        np.testing.assert_allclose(fit["coefficients"].loc["g2"], y.loc["g2", ["s0", "s3", "s7"]])
        assert np.isnan(fit["sigma"]["g2"])
        assert fit["df_residual"][["g0", "g1", "g2"]].tolist() == [4, 0, 0]

    def test_the_inputs_are_not_touched(self, y, design, weights):
        y.iloc[0, 0] = np.nan
        weights.iloc[1, 1] = 0
        before = copy.deepcopy((y, design, weights))
        lm_fit(y, design, weights)
        for one, other in zip((y, design, weights), before, strict=True):
            pd.testing.assert_frame_equal(one, other)

    def test_a_design_in_another_order_is_aligned_by_name(self, y, design):
        expected = lm_fit(y, design)
        turned = lm_fit(y, design[::-1])
        pd.testing.assert_frame_equal(turned["coefficients"], expected["coefficients"])
        numbered = lm_fit(y, design.reset_index(drop=True))
        pd.testing.assert_frame_equal(numbered["coefficients"], expected["coefficients"])

    def test_weights_in_another_order_are_aligned_by_name(self, y, design, weights):
        expected = lm_fit(y, design, weights)
        turned = lm_fit(y, design, weights.iloc[::-1, ::-1])
        pd.testing.assert_frame_equal(turned["coefficients"], expected["coefficients"])

    def test_shapes_that_do_not_fit_are_refused_with_both_numbers(self, y, design, weights):
        with pytest.raises(ValueError, match="design of 8 rows does not fit 9 samples"):
            lm_fit(y, design[1:])
        with pytest.raises(ValueError, match="no row for sample 's0'"):
            lm_fit(y, design.rename(index={"s0": "S0"}))
        with pytest.raises(ValueError, match=r"weights \(12, 8\) do not fit values \(12, 9\)"):
            lm_fit(y, design, weights.to_numpy()[:, 1:])
        with pytest.raises(ValueError, match="genes and samples that y has"):
            lm_fit(y, design, weights.rename(columns={"s0": "S0"}))
        with pytest.raises(ValueError, match="y must be genes × samples, not 1-dimensional"):
            lm_fit(np.ones(9), design)

    def test_values_that_are_no_numbers_are_refused_by_name(self, y, design, weights):
        with pytest.raises(ValueError, match="'age' of the design has no value for sample 's4'"):
            lm_fit(y, design.assign(age=design["age"].drop("s4")))
        infinite = y.copy()
        infinite.loc["g5", "s2"] = -np.inf
        with pytest.raises(ValueError, match="gene 'g5' has an infinite value"):
            lm_fit(infinite, design)
        weights.loc["g5", "s2"] = np.inf
        with pytest.raises(ValueError, match="sample 's2' has an infinite weight"):
            lm_fit(y, design, weights)

    @given(st.integers(0, 10_000))
    def test_residuals_of_any_weighted_fit_are_orthogonal_to_the_design(self, seed):
        rng = np.random.default_rng(seed)
        y, weights = rng.normal(size=(3, 6)), rng.uniform(0.1, 3, size=(3, 6))
        design = rng.normal(size=(6, 3))
        fit = lm_fit(y, design, weights)
        residuals = y - fit["coefficients"].to_numpy() @ design.T
        assert np.abs((weights * residuals) @ design).max() < 1e-8
        np.testing.assert_allclose(
            fit["sigma"] ** 2 * 3, (weights * residuals**2).sum(axis=1), rtol=1e-8
        )


class TestContrasts:
    def test_the_difference_of_two_means_and_its_error(self, y):
        fit = lm_fit(y, design_matrix(GROUPS))
        contrast = contrasts_fit(fit, make_contrast("b - a", list("abc")))
        expected = fit["coefficients"]["b"] - fit["coefficients"]["a"]
        np.testing.assert_allclose(contrast["coefficients"]["b - a"], expected)
        np.testing.assert_allclose(contrast["stdev_unscaled"]["b - a"], np.sqrt(1 / 3 + 1 / 4))
        assert contrast["cov_coefficients"].iloc[0, 0] == pytest.approx(1 / 3 + 1 / 4)
        pd.testing.assert_series_equal(contrast["sigma"], fit["sigma"])

    def test_it_equals_the_coefficient_of_a_design_with_a_reference(self, y, rng):
        dummies = design_matrix(GROUPS)
        reference = dummies.assign(a=1.0).rename(columns={"a": "intercept"})
        ours = contrasts_fit(lm_fit(y, dummies), make_contrast("c - a", dummies))
        other = lm_fit(y, reference)
        np.testing.assert_allclose(ours["coefficients"]["c - a"], other["coefficients"]["c"])
        np.testing.assert_allclose(ours["stdev_unscaled"]["c - a"], other["stdev_unscaled"]["c"])

    @pytest.mark.parametrize("weighted", [False, True])
    def test_exact_errors_are_those_of_statsmodels(self, y, design, weights, weighted):
        weights = weights if weighted else None
        c = np.array([0.5, -1, 0.5, 0])
        contrast = contrasts_fit(lm_fit(y, design, weights), c, exact=True)
        for gene in range(len(y)):
            weight = np.ones(9) if weights is None else weights.iloc[gene]
            test = sm.WLS(y.iloc[gene], design, weights=weight).fit().t_test(c)
            sigma = contrast["sigma"].iloc[gene]
            error = contrast["stdev_unscaled"].iloc[gene, 0] * sigma
            assert contrast["coefficients"].iloc[gene, 0] == pytest.approx(test.effect[0])
            assert error == pytest.approx(test.sd.item(), rel=1e-6)

    def test_with_weights_the_default_is_exact_for_cell_means_only(self, y, design, weights):
        means = lm_fit(y, design_matrix(GROUPS), weights)
        c = [1, -1, 0]
        np.testing.assert_allclose(
            contrasts_fit(means, c)["stdev_unscaled"],
            contrasts_fit(means, c, exact=True)["stdev_unscaled"],
        )
        mixed = lm_fit(y, design, weights)
        c = [1, -1, 0, 0]
        approximate = contrasts_fit(mixed, c)["stdev_unscaled"].to_numpy()
        exact = contrasts_fit(mixed, c, exact=True)["stdev_unscaled"].to_numpy()
        assert np.abs(approximate / exact - 1).max() > 1e-3

    def test_several_contrasts_at_once(self, y):
        design = design_matrix(GROUPS)
        pairs = pd.concat([make_contrast(c, design) for c in ("b - a", "c - a")], axis=1)
        fit = contrasts_fit(lm_fit(y, design), pairs[::-1])
        assert list(fit["coefficients"].columns) == ["b - a", "c - a"]
        alone = contrasts_fit(lm_fit(y, design), pairs["c - a"])
        np.testing.assert_allclose(fit["stdev_unscaled"]["c - a"], alone["stdev_unscaled"]["c - a"])
        np.testing.assert_allclose(e_bayes(fit)["t"]["c - a"], e_bayes(alone)["t"]["c - a"])

    def test_a_missing_coefficient_spoils_only_contrasts_that_use_it(self, y):
        y.loc["g0", ["s0", "s1", "s2"]] = np.nan
        design = design_matrix(GROUPS)
        pairs = pd.concat([make_contrast(c, design) for c in ("b - a", "c - b")], axis=1)
        fit = contrasts_fit(lm_fit(y, design), pairs)
        assert fit["coefficients"].isna().loc["g0"].tolist() == [True, False]
        assert fit["stdev_unscaled"].isna().sum().sum() == 1

    def test_the_fit_is_not_touched(self, y, design):
        fit = lm_fit(y, design)
        before = copy.deepcopy(fit)
        contrasts_fit(fit, [1, 0, -1, 0])
        for name in ("coefficients", "stdev_unscaled", "cov_coefficients"):
            pd.testing.assert_frame_equal(fit[name], before[name])

    def test_contrasts_of_other_coefficients_are_refused(self, y):
        fit = lm_fit(y, design_matrix(GROUPS))
        with pytest.raises(ValueError, match=r"contrasts are of a, b, but the fit has .* a, b, c"):
            contrasts_fit(fit, make_contrast("a - b", ["a", "b"]))
        with pytest.raises(ValueError, match=r"contrasts \(2, 1\) do not fit the 3 coefficients"):
            contrasts_fit(fit, [1, -1])
        with pytest.raises(ValueError, match="finite weight"):
            contrasts_fit(fit, [1, -1, np.nan])
