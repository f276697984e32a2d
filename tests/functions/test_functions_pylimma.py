"""The same analysis by pylimma, a port of limma 3.66, where it is installed (it is GPL-3)."""

import numpy as np
import pytest

from functions import (
    contrasts_fit,
    design_matrix,
    e_bayes,
    expression_df,
    filter_low_expression,
    lm_fit,
    make_contrast,
    mds_coordinates,
    simulate_counts,
    voom,
)

pylimma = pytest.importorskip("pylimma", reason="pylimma, a peer to compare with, is not installed")
plotting = pytest.importorskip("pylimma.plotting")


@pytest.fixture(scope="module")
def simulated():
    data = simulate_counts(1_500, 5)
    counts, samples = expression_df(data), data["samples"]
    counts = counts[filter_low_expression(counts, samples["group"])]
    return counts, samples


@pytest.mark.parametrize("with_batch", [False, True])
def test_counts_to_moderated_t(simulated, with_batch):
    counts, samples = simulated
    design = design_matrix(samples["group"], samples["batch"] if with_batch else None)
    contrast = make_contrast("treated - control", design)
    ours = voom(counts, design)
    fit = e_bayes(contrasts_fit(lm_fit(ours["E"], design, ours["weights"]), contrast))

    columns = design.to_numpy()
    theirs = pylimma.voom(counts.to_numpy(), columns)
    other = pylimma.contrasts_fit(pylimma.lm_fit(theirs, columns), contrast.to_numpy()[:, None])
    other = pylimma.e_bayes(other)
    np.testing.assert_allclose(ours["weights"], theirs["weights"], rtol=1e-3)
    np.testing.assert_allclose(fit["coefficients"], other["coefficients"], atol=1e-3)
    np.testing.assert_allclose(fit["t"], other["t"], rtol=1e-2, atol=1e-2)
    assert fit["df_prior"] == pytest.approx(float(other["df_prior"]), rel=1e-2)


def test_the_same_values_and_weights_give_the_same_moderated_t(simulated):
    counts, samples = simulated
    design = design_matrix(samples["group"])
    ours = voom(counts, design)
    fit = e_bayes(lm_fit(ours["E"], design, ours["weights"]))
    other = pylimma.lm_fit(
        ours["E"].to_numpy(), design.to_numpy(), weights=ours["weights"].to_numpy()
    )
    other = pylimma.e_bayes(other)
    for name, theirs in (("t", "t"), ("p_value", "p_value"), ("b", "lods")):
        np.testing.assert_allclose(fit[name], other[theirs], rtol=1e-7, atol=1e-9)
    assert fit["s2_prior"] == pytest.approx(float(other["s2_prior"]), rel=1e-8)


def test_scaling(simulated):
    logs = voom(simulated[0], np.ones((10, 1)))["E"]
    ours = mds_coordinates(logs)[0].to_numpy()
    theirs = plotting._mds_coordinates(logs.to_numpy())
    theirs = np.column_stack([theirs["x"], theirs["y"]]) if "x" in theirs else theirs["coords"]
    signs = np.sign((ours * theirs).sum(axis=0))
    np.testing.assert_allclose(ours * signs, theirs, atol=1e-8)
