"""Moderated t: formulas, limits, and what moderation buys."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from functions import (
    contrasts_fit,
    design_matrix,
    e_bayes,
    lm_fit,
    make_contrast,
    moderated_t,
    top_table,
    treat,
)
from functions.variance_prior import fit_prior


@pytest.fixture
def pieces(rng):
    """Coefficients, unscaled deviations, sigma and degrees of freedom of 20 genes."""
    return (
        rng.normal(size=(20, 2)),
        rng.uniform(0.3, 1, size=(20, 2)),
        rng.uniform(0.5, 2, size=20),
        rng.integers(2, 9, size=20).astype(float),
    )


def two_groups(rng, n_genes, n=3, df_prior=4.0, s2_prior=0.3):
    """Log values without any true difference; variances scatter as the model says."""
    variance = s2_prior * df_prior / rng.chisquare(df_prior, size=n_genes)
    values = rng.normal(8, 1, size=(n_genes, 1)) + rng.normal(size=(n_genes, 2 * n)) * np.sqrt(
        variance[:, None]
    )
    design = design_matrix(["a"] * n + ["b"] * n)
    return contrasts_fit(lm_fit(values, design), make_contrast("b - a", design)), variance


class TestModeratedT:
    def test_the_formulas(self, pieces):
        coefficients, unscaled, sigma, df = pieces
        t, p, s2_post, df_total = moderated_t(*pieces, 0.8, 3.5)
        expected = (df * sigma**2 + 3.5 * 0.8) / (df + 3.5)
        np.testing.assert_allclose(s2_post, expected)
        np.testing.assert_allclose(df_total, df + 3.5)
        np.testing.assert_allclose(t, coefficients / unscaled / np.sqrt(expected)[:, None])
        np.testing.assert_allclose(p, 2 * stats.t.sf(np.abs(t), df_total[:, None]), rtol=1e-10)

    def test_without_a_prior_it_is_the_ordinary_t(self, rng):
        a, b = rng.normal(size=(2, 5))
        design = design_matrix(list("aaaaabbbbb"))
        fit = contrasts_fit(lm_fit([[*a, *b]], design), [1, -1])
        t, p, _, df_total = moderated_t(
            fit["coefficients"], fit["stdev_unscaled"], fit["sigma"], fit["df_residual"], 1.0, 0.0
        )
        expected = stats.ttest_ind(a, b)
        assert t.iloc[0, 0] == pytest.approx(expected.statistic)
        assert p.iloc[0, 0] == pytest.approx(expected.pvalue)
        assert df_total.iloc[0] == 8

    def test_with_an_infinite_prior_all_genes_share_a_variance_and_p_is_normal(self, pieces):
        t, p, s2_post, df_total = moderated_t(*pieces, 0.8, np.inf)
        assert (s2_post == 0.8).all()
        assert np.isinf(df_total).all()
        np.testing.assert_allclose(p, 2 * stats.norm.sf(np.abs(t)), rtol=1e-12)

    def test_a_gene_without_replicates_has_the_prior_alone(self, pieces):
        coefficients, unscaled, sigma, df = pieces
        sigma[3], df[3] = np.nan, 0
        _, p, s2_post, df_total = moderated_t(coefficients, unscaled, sigma, df, 0.8, 3.5)
        assert (s2_post[3], df_total[3]) == (pytest.approx(0.8), 3.5)
        assert np.isfinite(p).all()

    def test_a_single_coefficient_may_be_a_vector(self, pieces):
        coefficients, unscaled, sigma, df = pieces
        whole = moderated_t(*pieces, 0.8, 3.5)
        one = moderated_t(coefficients[:, 1], unscaled[:, 1], sigma, df, 0.8, 3.5)
        np.testing.assert_allclose(one[0], whole[0][:, 1])
        np.testing.assert_allclose(one[1], whole[1][:, 1])

    def test_tables_come_back_as_tables(self, pieces):
        coefficients, unscaled, sigma, df = pieces
        genes = [f"g{i}" for i in range(20)]
        t, p, s2_post, df_total = moderated_t(
            pd.DataFrame(coefficients, index=genes, columns=list("xy")),
            pd.DataFrame(unscaled, index=genes, columns=list("xy")),
            pd.Series(sigma, index=genes),
            pd.Series(df, index=genes),
            0.8,
            3.5,
        )
        assert list(t.columns) == list(p.columns) == ["x", "y"]
        assert list(t.index) == list(s2_post.index) == list(df_total.index) == genes

    def test_tiny_p_values_keep_their_digits(self):
        # R: 2 * pt(-30.2043141540713, 71.9841859835188)
        t, p, _, _ = moderated_t([-30.2043141540713], [1.0], [1.0], [67.0], 1.0, 4.9841859835188)
        assert t[0] == pytest.approx(-30.2043141540713)
        assert p[0] == pytest.approx(1.27353812444961e-42, rel=1e-9)

    def test_shapes_and_priors_that_make_no_sense_are_refused(self, pieces):
        coefficients, unscaled, sigma, df = pieces
        with pytest.raises(ValueError, match=r"sigma \(19,\) .* do not fit"):
            moderated_t(coefficients, unscaled, sigma[1:], df, 1, 1)
        for s2_prior in (-1, np.nan, np.inf):
            with pytest.raises(ValueError, match=f"s2_prior must be .* not {s2_prior}"):
                moderated_t(*pieces, s2_prior, 1)
        for df_prior in (-1, np.nan):
            with pytest.raises(ValueError, match=f"df_prior must be 0 or more, not {df_prior}"):
                moderated_t(*pieces, 1, df_prior)


class TestPrior:
    def test_the_prior_of_simulated_variances_is_found_again(self, rng):
        df, df_prior, s2_prior = 6.0, 5.0, 0.4
        true = s2_prior * df_prior / rng.chisquare(df_prior, size=40_000)
        observed = true * rng.chisquare(df, size=40_000) / df
        s2, d0 = fit_prior(observed, np.full(40_000, df))
        assert s2 == pytest.approx(s2_prior, rel=0.05)
        assert d0 == pytest.approx(df_prior, rel=0.1)

    def test_mean_and_variance_of_log_variances_are_those_of_log_f(self, rng):
        # If s² ~ s2_prior · F(df, df_prior), log s² has these moments.
        observed = 0.7 * stats.f.rvs(7, 3, size=500, random_state=rng)
        s2, d0 = fit_prior(observed, np.full(500, 7.0))
        log_f = stats.f(7, d0)
        mean = log_f.expect(np.log, lb=1e-12, ub=np.inf)
        assert np.log(observed).mean() == pytest.approx(np.log(s2) + mean, abs=1e-5)

    def test_variances_that_do_not_scatter_have_an_infinite_prior(self):
        s2, d0 = fit_prior([1.0, 1.1, 0.9, 1.0], [5.0] * 4)
        assert (s2, d0) == (pytest.approx(1.0), np.inf)

    @pytest.mark.parametrize("scatter", [1e-4, 30.0])
    def test_little_and_much_scatter_end_in_finite_numbers(self, rng, scatter):
        variance = np.exp(rng.normal(0, scatter, size=200) + np.log(rng.chisquare(50, 200) / 50))
        s2, d0 = fit_prior(variance, np.full(200, 50.0))
        assert s2 > 0
        assert d0 > 0

    def test_genes_without_degrees_of_freedom_do_not_count(self):
        variance, df = [1.0, 2.0, 9.0, 0.3, np.nan, 5.0], [4.0, 4.0, 3.0, 4.0, 0.0, 0.0]
        assert fit_prior(variance, df) == fit_prior(variance[:4], df[:4])

    def test_one_gene_has_no_prior(self):
        assert fit_prior([2.0], [3.0]) == (2.0, 0.0)

    def test_no_gene_is_refused(self):
        with pytest.raises(ValueError, match="no gene has a finite residual variance"):
            fit_prior([np.nan], [0.0])

    def test_zeros_are_raised_with_a_warning(self):
        with pytest.warns(UserWarning, match="1 residual variances are exactly 0"):
            assert np.isfinite(fit_prior([0.0, 1.0, 2.0, 3.0], [4.0] * 4)[0])
        with pytest.warns(UserWarning, match="more than half .* exactly 0"):
            fit_prior([0.0, 0.0, 0.0, 3.0], [4.0] * 4)


class TestEBayes:
    def test_degrees_of_freedom_are_at_most_those_of_all_genes(self, rng):
        values = rng.normal(size=(3, 6))
        values *= (
            1 / np.sqrt(((values - values.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))[:, None]
        )
        fit = e_bayes(lm_fit(values, np.ones((6, 1))))
        assert fit["df_prior"] == np.inf
        assert (fit["df_total"] == 15).all()

    def test_a_true_null_gives_uniform_p_values_even_with_three_replicates(self, rng):
        fit = e_bayes(two_groups(rng, 20_000)[0])
        assert stats.kstest(fit["p_value"].iloc[:, 0], "uniform").pvalue > 1e-6
        assert (fit["p_value"].iloc[:, 0] < 0.01).mean() == pytest.approx(0.01, abs=0.004)

    def test_moderated_variances_are_closer_to_the_truth(self, rng):
        fit, variance = two_groups(rng, 3_000)
        fit = e_bayes(fit)
        ordinary = np.abs(np.log(fit["sigma"] ** 2 / variance)).mean()
        assert np.abs(np.log(fit["s2_post"] / variance)).mean() < 0.8 * ordinary

    def test_f_of_one_coefficient_is_t_squared(self, rng):
        fit = e_bayes(two_groups(rng, 50)[0])
        np.testing.assert_allclose(fit["F"], fit["t"].iloc[:, 0] ** 2)
        np.testing.assert_allclose(fit["F_p_value"], fit["p_value"].iloc[:, 0], rtol=1e-8)

    def test_redundant_contrasts_add_nothing_to_f(self, rng):
        design = design_matrix(list("aaabbbccc"))
        fit = lm_fit(rng.normal(size=(30, 9)), design)
        names = ("b - a", "c - a", "c - b")
        pairs = pd.concat([make_contrast(name, design) for name in names], axis=1)
        three, two = (e_bayes(contrasts_fit(fit, pairs[list(some)])) for some in (names, names[:2]))
        np.testing.assert_allclose(three["F"], two["F"])
        np.testing.assert_allclose(three["F_p_value"], two["F_p_value"])

    def test_more_assumed_genes_raise_the_odds(self, rng):
        fit = two_groups(rng, 200)[0]
        many, few = e_bayes(fit, 0.1)["b"], e_bayes(fit, 0.01)["b"]
        assert many.median().iloc[0] > few.median().iloc[0]

    def test_the_fit_that_went_in_is_left_alone(self, rng):
        fit = two_groups(rng, 20)[0]
        e_bayes(fit)
        assert "t" not in fit

    def test_no_replicates_and_senseless_options_are_refused(self, rng):
        with pytest.raises(ValueError, match="no residual degrees of freedom"):
            e_bayes(lm_fit(rng.normal(size=(5, 2)), np.eye(2)))
        fit = two_groups(rng, 20)[0]
        with pytest.raises(ValueError, match="proportion must be between 0 and 1, not 1"):
            e_bayes(fit, proportion=1)
        with pytest.raises(ValueError, match="two limits above 0"):
            e_bayes(fit, stdev_coef_lim=(4, 0.1))


class TestTreat:
    def test_a_threshold_of_0_is_the_ordinary_test(self, rng):
        fit = two_groups(rng, 40)[0]
        ordinary = e_bayes(fit)
        np.testing.assert_allclose(treat(fit, 0)["p_value"], ordinary["p_value"], rtol=1e-10)
        np.testing.assert_allclose(treat(fit, 0)["t"], ordinary["t"], rtol=1e-10)

    def test_changes_that_are_real_but_small_do_not_pass(self, rng):
        fit, _ = two_groups(rng, 500, n=30, df_prior=50.0)
        fit["coefficients"] = fit["coefficients"] + 0.8
        table = top_table(treat(fit, 1), 0, None)
        assert (table["adj_p_value"] > 0.05).all()
        assert "b" not in table
        assert (top_table(e_bayes(fit), 0, None)["adj_p_value"] < 0.05).mean() > 0.9

    def test_a_negative_threshold_is_refused(self, rng):
        with pytest.raises(ValueError, match=r"lfc must be .*not -1"):
            treat(two_groups(rng, 10)[0], -1)
