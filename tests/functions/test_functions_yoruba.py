"""The whole of lesson 8 on real data equals R limma; and on cells, what limma calls."""

import json

import numpy as np
import pandas as pd
import pytest

from functions import (
    adjust_bh,
    contrasts_fit,
    cpm,
    decide_tests,
    design_matrix,
    e_bayes,
    expression_df,
    fetch_yoruba,
    filter_low_expression,
    lm_fit,
    make_contrast,
    mds_coordinates,
    moderated_t,
    tmm_factors,
    top_table,
    treat,
    voom,
)

XIST, RPS4Y1 = "ENSG00000229807", "ENSG00000129824"


@pytest.fixture(scope="module")
def summary(shared_data):
    return json.loads((shared_data / "reference" / "yoruba_summary.json").read_text())


@pytest.fixture(scope="module")
def table(shared_data):
    def read(name):
        return pd.read_csv(
            shared_data / "reference" / f"yoruba_{name}.tsv.gz", sep="\t", index_col=0
        )

    return read


@pytest.fixture(scope="module")
def yoruba(shared_data):
    """Counts and the sex of every sample."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", str(shared_data))
        data = fetch_yoruba()
    return expression_df(data), data["samples"]["gender"]


@pytest.fixture(scope="module")
def kept(yoruba):
    counts, groups = yoruba
    return counts[filter_low_expression(counts, groups)]


@pytest.fixture(scope="module")
def design(yoruba):
    return design_matrix(yoruba[1])


@pytest.fixture(scope="module")
def voomed(kept, design):
    return voom(kept, design)


@pytest.fixture(scope="module")
def contrast_fit(voomed, design):
    """R's reference is male − female."""
    fit = lm_fit(voomed["E"], design, voomed["weights"])
    return contrasts_fit(fit, make_contrast("male - female", design))


@pytest.fixture(scope="module")
def fit(contrast_fit):
    return e_bayes(contrast_fit)


def assert_table(fit, expected):
    ours = top_table(fit, 0, None).loc[expected.index]
    np.testing.assert_allclose(ours["log_fc"], expected["logFC"], rtol=0, atol=1e-7)
    np.testing.assert_allclose(ours["ave_expr"], expected["AveExpr"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(ours["t"], expected["t"], rtol=0, atol=1e-7)
    np.testing.assert_allclose(ours["b"], expected["B"], rtol=0, atol=1e-6)
    for ours_p, r_p in (("p_value", "P.Value"), ("adj_p_value", "adj.P.Val")):
        np.testing.assert_allclose(
            np.log10(ours[ours_p]), np.log10(expected[r_p]), rtol=0, atol=1e-6
        )
    np.testing.assert_allclose(fit["sigma"].loc[expected.index], expected["sigma"], rtol=1e-8)
    np.testing.assert_allclose(fit["s2_post"].loc[expected.index], expected["s2_post"], rtol=1e-8)
    np.testing.assert_allclose(
        fit["stdev_unscaled"].iloc[:, 0].loc[expected.index], expected["stdev_unscaled"], rtol=1e-8
    )


class TestYoruba:
    def test_the_filter_keeps_17860_genes(self, kept, yoruba, summary):
        assert len(kept) == 17_860
        sizes = yoruba[0].sum()
        assert 10 / (np.median(sizes) / 1e6) == pytest.approx(summary["cpm_cutoff"], rel=1e-12)

    def test_values_and_weights_are_those_of_voom(self, voomed, summary, table):
        expected = summary["adaptive"]
        assert voomed["span"] == pytest.approx(summary["adaptive_span"], rel=1e-12)
        np.testing.assert_allclose(voomed["E"].iloc[:3, :3], expected["E_first3x3"], rtol=1e-12)
        weights = voomed["weights"]
        first = table("voom_adaptive_weights_first200")
        np.testing.assert_allclose(weights.iloc[:200], first, rtol=1e-8)
        np.testing.assert_allclose(weights.mean(), expected["weights_colmeans"], rtol=1e-8)
        assert weights.to_numpy().min() == pytest.approx(expected["weights_min"], rel=1e-8)
        assert weights.to_numpy().max() == pytest.approx(expected["weights_max"], rel=1e-8)

    def test_the_trend_is_that_of_voom(self, voomed, summary):
        trend = voomed["trend"]
        expected = summary["adaptive"]
        curve = np.interp(expected["trend_x"], trend["mean_log_count"], trend["sqrt_sd"])
        np.testing.assert_allclose(curve, expected["trend_y"], rtol=1e-9)

    def test_the_prior_is_that_of_limma(self, fit, summary):
        expected = summary["adaptive"]
        assert fit["df_prior"] == pytest.approx(4.9841859835188, rel=1e-8)
        assert fit["s2_prior"] == pytest.approx(0.84951983443437, rel=1e-8)
        assert fit["var_prior"].iloc[0] == pytest.approx(expected["var_prior"], rel=1e-8)
        assert (fit["df_total"] == 67 + fit["df_prior"]).all()

    def test_every_gene_is_that_of_limma(self, fit, table):
        assert_table(fit, table("voom_adaptive"))

    def test_the_52_calls_are_17_and_35(self, fit, table):
        calls = decide_tests(fit).iloc[:, 0]
        assert ((calls == 1).sum(), (calls == -1).sum()) == (17, 35)
        expected = table("voom_adaptive")
        significant = expected.index[expected["adj.P.Val"] < 0.05]
        assert set(calls.index[calls != 0]) == set(significant)

    def test_the_top_ten_are_in_limmas_order(self, fit, summary):
        expected = [row["gene"] for row in summary["adaptive"]["top10"].values()]
        assert list(top_table(fit).index) == expected

    def test_the_span_of_older_versions_gives_their_results(self, kept, design, summary, table):
        old = voom(kept, design, span=0.5)
        fit = lm_fit(old["E"], design, old["weights"])
        fit = e_bayes(contrasts_fit(fit, make_contrast("male - female", design)))
        assert fit["df_prior"] == pytest.approx(summary["fixed0.5"]["df_prior"], rel=1e-8)
        assert fit["s2_prior"] == pytest.approx(summary["fixed0.5"]["s2_prior"], rel=1e-8)
        assert_table(fit, table("voom_fixed0.5"))

    def test_female_minus_male_is_the_same_the_other_way_round(self, voomed, design, fit):
        turned = lm_fit(voomed["E"], design, voomed["weights"])
        turned = e_bayes(contrasts_fit(turned, make_contrast("female - male", design)))
        ours, other = top_table(turned, "female - male", None), top_table(fit, 0, None)
        np.testing.assert_allclose(ours["log_fc"], -other["log_fc"])
        np.testing.assert_allclose(ours["p_value"], other["p_value"])
        # XIST is expressed by the second X chromosome, RPS4Y1 lies on the Y chromosome.
        assert ours.loc[XIST, "log_fc"] == pytest.approx(9.754111, abs=1e-6)
        assert ours.loc[RPS4Y1, "log_fc"] < 0

    def test_the_given_prior_gives_the_same_t(self, contrast_fit, fit):
        t, p, s2_post, df_total = moderated_t(
            contrast_fit["coefficients"], contrast_fit["stdev_unscaled"], contrast_fit["sigma"],
            contrast_fit["df_residual"], fit["s2_prior"], fit["df_prior"],
        )  # fmt: skip
        pd.testing.assert_frame_equal(t, fit["t"])
        pd.testing.assert_frame_equal(p, fit["p_value"])
        pd.testing.assert_series_equal(s2_post, fit["s2_post"])
        pd.testing.assert_series_equal(df_total, fit["df_total"])

    def test_a_threshold_of_the_fold_change_gives_limmas_treat(self, contrast_fit, summary, table):
        p = treat(contrast_fit, lfc=1)["p_value"].iloc[:, 0]
        expected = table("voom_variants")["p_treat1"]
        np.testing.assert_allclose(p.loc[expected.index], expected, rtol=1e-7, atol=1e-300)
        assert (adjust_bh(p.to_numpy()) < 0.05).sum() == summary["treat_lfc1_n05"] == 14

    def test_a_prior_that_follows_the_mean_is_that_of_limma(self, contrast_fit, summary, table):
        fit = e_bayes(contrast_fit, trend=True)
        expected = table("voom_variants")
        assert fit["df_prior"] == pytest.approx(summary["trend_df_prior"], rel=1e-8)
        t, p = fit["t"].iloc[:, 0], fit["p_value"].iloc[:, 0]
        np.testing.assert_allclose(t.loc[expected.index], expected["t_trend"], rtol=0, atol=1e-7)
        np.testing.assert_allclose(p.loc[expected.index], expected["p_trend"], rtol=1e-6)

    def test_a_prior_that_forgives_outliers_is_that_of_limma(self, contrast_fit, summary, table):
        fit = e_bayes(contrast_fit, robust=True)
        expected, least = table("voom_variants"), summary["robust_df_prior"]["Min."]
        ours = fit["df_prior"].loc[expected.index]
        np.testing.assert_allclose(ours, expected["df_prior_robust"], rtol=1e-6)
        assert ours.min() == pytest.approx(least, rel=1e-6)
        t, p = fit["t"].iloc[:, 0], fit["p_value"].iloc[:, 0]
        np.testing.assert_allclose(t.loc[expected.index], expected["t_robust"], rtol=0, atol=1e-6)
        np.testing.assert_allclose(p.loc[expected.index], expected["p_robust"], rtol=1e-5)

    def test_samples_lie_where_limma_puts_them(self, kept, yoruba, summary, table):
        logs = np.log2(kept / yoruba[0].sum() * 1e6 + 0.01)  # what the reference scaled
        coordinates, explained = mds_coordinates(logs)
        expected = table("mds")[["x", "y"]]
        signs = np.sign((coordinates.to_numpy() * expected.to_numpy()).sum(axis=0))
        np.testing.assert_allclose(coordinates * signs, expected, rtol=0, atol=1e-10)
        np.testing.assert_allclose(explained, summary["mds_var_explained"][:2], rtol=1e-8)

    def test_composition_factors_agree_with_the_reference(self, kept, summary):
        # The reference breaks ties of ranks in its own way; edgeR: see test_functions_limma_parity.
        np.testing.assert_allclose(tmm_factors(kept), summary["tmm_norm_factors"], rtol=1e-4)

    def test_counts_per_million_of_all_genes_add_up(self, yoruba):
        np.testing.assert_allclose(cpm(yoruba[0]).sum(), 1e6)


class TestCells:
    """Three groups without weights: 4,170 genes × 150 cells."""

    PAIRS = ("MEP - LTHSC", "GMP - LTHSC", "GMP - MEP")

    @pytest.fixture
    def cells(self, hspc):
        design = design_matrix(hspc["samples"]["population"])
        contrasts = pd.concat([make_contrast(pair, design) for pair in self.PAIRS], axis=1)
        return e_bayes(contrasts_fit(lm_fit(expression_df(hspc), design), contrasts))

    @pytest.fixture
    def cells_summary(self, shared_data):
        return json.loads((shared_data / "reference" / "hspc_summary.json").read_text())

    def test_contrasts_are_those_of_limma(self, cells, reference):
        table = reference("hspc_limma_contrasts.tsv.gz")
        for pair in self.PAIRS:
            expected = table[table["contrast"] == pair].set_index("gene")
            ours = top_table(cells, pair, None).loc[expected.index]
            np.testing.assert_allclose(ours["log_fc"], expected["logFC"], rtol=0, atol=1e-7)
            np.testing.assert_allclose(ours["t"], expected["t"], rtol=0, atol=1e-7)
            np.testing.assert_allclose(ours["b"], expected["B"], rtol=0, atol=1e-6)
            np.testing.assert_allclose(
                np.log10(ours["p_value"]), np.log10(expected["p"]), rtol=0, atol=1e-6
            )

    def test_the_top_20_are_in_limmas_order(self, cells, reference):
        table = reference("hspc_limma_top20.tsv.gz")
        for pair in self.PAIRS:
            expected = table[table["contrast"] == pair]["gene"]
            assert list(top_table(cells, pair, 20).index) == list(expected)

    def test_prior_and_moderated_f_are_those_of_limma(self, cells, cells_summary, reference):
        assert cells["df_prior"] == pytest.approx(4.070170037, rel=1e-8)
        assert cells["s2_prior"] == pytest.approx(3.431559886, rel=1e-8)
        np.testing.assert_allclose(cells["var_prior"], cells_summary["var_prior"], rtol=1e-8)
        expected = reference("hspc_anova.tsv.gz", index_col=0)
        np.testing.assert_allclose(cells["F"], expected["mod_F"].loc[cells["F"].index], rtol=1e-8)
        called = adjust_bh(cells["F_p_value"].to_numpy()) < 0.05
        assert called.sum() == cells_summary["n_modF_bh"]["5e-02"] == 2380

    @pytest.mark.parametrize("method", ["separate", "global", "hierarchical", "nestedF"])
    def test_calls_are_as_many_as_limmas(self, cells, cells_summary, method):
        calls = decide_tests(cells, method=method)
        ours = [[int((calls[pair] == call).sum()) for pair in self.PAIRS] for call in (-1, 0, 1)]
        assert ours == cells_summary[f"decide_{method}"]
