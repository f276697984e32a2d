"""Equal to R: limma and edgeR on small simulated data, whose results are in reference_r.

``reference_r/make_reference.R`` made the tables, and says with which versions.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from functions import (
    contrasts_fit,
    decide_tests,
    e_bayes,
    lm_fit,
    tmm_factors,
    treat,
    voom,
)
from functions.lowess import lowess_anchors

FOLDER = Path(__file__).with_name("reference_r")
NAMES = {
    "coefficients": "coefficients",
    "stdev.unscaled": "stdev_unscaled",
    "sigma": "sigma",
    "df.residual": "df_residual",
    "cov.coefficients": "cov_coefficients",
    "Amean": "ave_expr",
    "t": "t",
    "p.value": "p_value",
    "lods": "b",
    "s2.prior": "s2_prior",
    "df.prior": "df_prior",
    "s2.post": "s2_post",
    "df.total": "df_total",
    "var.prior": "var_prior",
    "F": "F",
    "F.p.value": "F_p_value",
}


@pytest.fixture(scope="module")
def tables():
    """Matrices by case and quantity."""
    found = {}
    for name in ("data", "results"):
        table = pd.read_csv(FOLDER / f"{name}.tsv.gz", sep="\t")
        for key, rows in table.groupby(["case", "quantity"]):
            matrix = np.empty((rows["row"].max(), rows["column"].max()))
            matrix[rows["row"] - 1, rows["column"] - 1] = rows["value"]
            found[key] = matrix
    return found


@pytest.fixture
def given(tables):
    return lambda case, quantity: tables[case, quantity]


def assert_fit(tables, case, fit, prefix=""):
    """Every quantity that R gave for this case is the fit's."""
    compared = 0
    for quantity, name in NAMES.items():
        if (case, prefix + quantity) not in tables or name not in fit:
            continue
        expected = tables[case, prefix + quantity]
        value = np.asarray(fit[name], dtype=float)
        np.testing.assert_allclose(
            value.reshape(expected.shape), expected, rtol=1e-9, atol=1e-11, err_msg=f"{case} {name}"
        )
        compared += 1
    assert compared >= (6 if prefix else 14)


def assert_calls(tables, case, fit):
    for method in ("separate", "global", "hierarchical", "nestedF"):
        if (case, f"calls_{method}") in tables:
            expected = np.nan_to_num(tables[case, f"calls_{method}"])
            np.testing.assert_array_equal(decide_tests(fit, method=method), expected, method)


DESIGNS = {"cell_means": "pairs", "covariates": "extended", "with_intercept": "effects"}


class TestVoom:
    @pytest.mark.parametrize("case", DESIGNS)
    def test_weights_fit_contrasts_moderation_and_calls(self, tables, given, case):
        design = given("counts", case)
        v = voom(given("counts", "counts"), design)
        if case == "cell_means":
            np.testing.assert_allclose(v["E"], given(case, "E"), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(v["weights"], given(case, "weights"), rtol=1e-10)
        fit = lm_fit(v["E"], design, v["weights"])
        assert_fit(tables, case, fit, "fit_")
        contrasts = contrasts_fit(fit, given("counts", DESIGNS[case]))
        relative = treat(contrasts, lfc=1)["p_value"]
        np.testing.assert_allclose(relative, given(case, "treat_p"), rtol=1e-9, atol=1e-14)
        fit = e_bayes(contrasts)
        assert_fit(tables, case, fit)
        assert_calls(tables, case, fit)

    def test_another_span(self, given):
        v = voom(given("counts", "counts"), given("counts", "cell_means"), span=0.4)
        np.testing.assert_allclose(v["weights"], given("span", "weights"), rtol=1e-10)

    def test_effective_library_sizes(self, given):
        counts = pd.DataFrame(given("counts", "counts"))
        factors = tmm_factors(counts)
        np.testing.assert_allclose(factors, given("tmm", "factors")[:, 0], rtol=1e-12)
        v = voom(counts, given("counts", "cell_means"), lib_size=counts.sum() * factors)
        np.testing.assert_allclose(v["E"], given("tmm", "E"), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(v["weights"], given("tmm", "weights"), rtol=1e-10)


class TestGapsAndWeights:
    """Missing values, genes without a group or without replicates, weights of 0."""

    @pytest.mark.parametrize("case", ["plain", "weights", "arrays", "covariates"])
    def test_fit_and_moderation(self, tables, given, case):
        weights = {"weights": "weights", "arrays": "arrays", "covariates": "weights"}.get(case)
        design = given("counts", "covariates" if case == "covariates" else "cell_means")
        contrasts = given("counts", "extended" if case == "covariates" else "pairs")
        if weights:
            weights = given("gaps", weights)
            weights = weights[:, 0] if case == "arrays" else weights
        fit = lm_fit(given("gaps", "y"), design, weights)
        assert_fit(tables, f"gaps_{case}", fit, "fit_")
        fit = e_bayes(contrasts_fit(fit, contrasts))
        assert_fit(tables, f"gaps_{case}", fit)
        assert_calls(tables, f"gaps_{case}", fit)


class TestPriors:
    def test_an_infinite_prior(self, tables, given):
        fit = lm_fit(given("infinite", "y"), given("counts", "cell_means"))
        fit = e_bayes(contrasts_fit(fit, given("counts", "pairs")))
        assert fit["df_prior"] == np.inf
        assert_fit(tables, "infinite", fit)
        assert_calls(tables, "infinite", fit)

    def test_variances_of_next_to_nothing_are_raised(self, given):
        fit = lm_fit(given("zeros", "y"), given("counts", "cell_means"))
        fit = e_bayes(contrasts_fit(fit, given("counts", "pairs")))
        assert fit["s2_prior"] == pytest.approx(given("zeros", "s2.prior")[0, 0], rel=1e-9)
        assert fit["df_prior"] == pytest.approx(given("zeros", "df.prior")[0, 0], rel=1e-9)
        np.testing.assert_allclose(fit["s2_post"], given("zeros", "s2.post")[:, 0], rtol=1e-9)


@pytest.mark.parametrize(
    ("case", "values", "options"),
    [
        ("trend", ("wild", "y"), {"trend": True}),
        ("robust", ("wild", "y"), {"robust": True}),
        ("both", ("wild", "y"), {"trend": True, "robust": True}),
        ("gaps_robust", ("wild", "gaps"), {"robust": True}),
        ("gaps_trend", ("wild", "gaps"), {"trend": True}),
        ("calm_robust", ("calm", "y"), {"robust": True}),
        ("calm_trend", ("infinite", "y"), {"trend": True}),
    ],
)
def test_priors_that_depend_on_the_mean_or_forgive_outliers(tables, given, case, values, options):
    fit = lm_fit(given(*values), given("counts", "cell_means"))
    fit = e_bayes(contrasts_fit(fit, given("counts", "pairs")), **options)
    for quantity in ("s2.prior", "df.prior", "s2.post", "df.total", "t", "p.value", "lods"):
        expected = tables[case, quantity]
        value = np.asarray(fit[NAMES[quantity]], dtype=float)
        if value.ndim == 0:
            value = np.full(expected.shape, value)
        np.testing.assert_allclose(
            value.reshape(expected.shape), expected, rtol=1e-7, atol=1e-9, err_msg=quantity
        )
    np.testing.assert_allclose(
        fit["F_p_value"], given(case, "F.p.value")[:, 0], rtol=1e-7, atol=1e-12
    )


@pytest.mark.parametrize(("case", "span", "skip"), [("f0.4", 0.4, 0.0), ("delta0.5", 0.7, 0.5)])
def test_lowess(given, case, span, skip):
    x, y = given("lowess", "x")[:, 0], given("lowess", "y")[:, 0]
    curve = np.interp(x, *lowess_anchors(x, y, span, skip=skip))
    np.testing.assert_allclose(curve, given("lowess", case)[:, 0], rtol=1e-10, atol=1e-12)
