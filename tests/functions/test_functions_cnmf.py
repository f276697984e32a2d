"""Consensus NMF: the steps of cNMF 1.7 on its own intermediate results, and planted programs."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls

from functions import consensus_nmf, expression_df, k_selection
from functions.cnmf import (
    _Prepared,
    consensus_spectra,
    factorise_many,
    least_squares,
    local_density,
)


@pytest.fixture
def cells(hspc):
    return np.rint(2 ** expression_df(hspc) - 1)


@pytest.fixture
def stored(shared_data):
    return lambda name: np.load(shared_data / "reference" / f"cnmf_hspc_{name}.npz")


def planted(rng, n_cells=120):
    """Counts (genes × cells) of three programs of 15 genes among 30 genes with many counts."""
    usage = rng.dirichlet([0.3, 0.3, 0.3], n_cells)
    programs = np.kron(np.eye(3), np.ones(15)) * rng.uniform(5, 15, 45)
    noise = np.full((n_cells, 30), 200.0) * rng.uniform(0.5, 2, 30)
    expected = np.hstack([usage @ programs, noise]) * rng.uniform(0.7, 1.4, (n_cells, 1))
    names = [f"g{i}" for i in range(75)]
    counts = pd.DataFrame(rng.poisson(expected).T, index=names)
    return counts.rename(columns="c{}".format), np.repeat([0, 1, 2], 15), usage


class TestStepsOfCNMF:
    def test_the_variable_genes_and_their_scale(self, cells, stored):
        prepared, expected = _Prepared(cells, 300), stored("norm_counts")
        assert list(prepared.genes[prepared.variable]) == list(expected["genes"])
        np.testing.assert_allclose(prepared.scaled, expected["X"], rtol=1e-5, atol=1e-6)

    @pytest.mark.parametrize("k", [3, 5])
    def test_from_merged_spectra_to_programs(self, cells, stored, k):
        expected = stored(f"k{k}")
        merged = expected["merged_spectra"].astype(float)
        components = merged / np.linalg.norm(merged, axis=1)[:, None]
        density = local_density(components, k)
        np.testing.assert_allclose(density, expected["local_density"], rtol=0, atol=1e-7)
        kept = density < expected["density_threshold"]
        spectra, labels = consensus_spectra(components[kept], k)
        assert np.bincount(labels).tolist().count(0) == 0
        found = _Prepared(cells, 300).programs(spectra, labels)
        for ours, theirs, error in (
            ("spectra", "consensus_spectra", 1e-5),
            ("usage", "usages", 1e-4),
            ("spectra_tpm", "spectra_tpm", 1e-4),
            ("scores", "spectra_score", 1e-4),
        ):
            largest = np.abs(expected[theirs]).max()
            np.testing.assert_allclose(
                found[ours], expected[theirs], rtol=0, atol=error * largest, err_msg=ours
            )

    def test_errors_of_the_consensus(self, cells, reference):
        table = k_selection(cells, range(2, 6), n_repeats=20, n_top=300)
        expected = reference("cnmf_hspc_kselection.tsv", index_col=0).loc[2.0:5.0]
        np.testing.assert_allclose(table["error"], expected["prediction_error"], rtol=1e-3)
        assert table["silhouette"].idxmax() in (3, 5)


class TestConsensus:
    def test_planted_programs_are_found_behind_genes_with_more_counts(self, rng):
        counts, truth, usage = planted(rng)
        result = consensus_nmf(counts, 3, n_repeats=10, n_top=60)
        best = result["scores"].iloc[:, :45].to_numpy().argmax(axis=0)
        assert len(set(zip(best, truth, strict=True))) == 3
        order = [best[truth == program][0] for program in range(3)]
        correlation = np.corrcoef(result["usage"].iloc[:, order].T, usage.T)[:3, 3:]
        assert (np.diag(correlation) > 0.9).all()
        assert list(result["usage"].index) == list(counts.columns)
        np.testing.assert_allclose(result["spectra"].sum(axis=1), 1)

    def test_clusters_number_the_programs_of_the_result(self, rng):
        result = consensus_nmf(planted(rng)[0], 3, n_repeats=8, n_top=60)
        for program in range(3):
            members = result["components"][result["clusters"] == program]
            median = np.median(members, axis=0)
            np.testing.assert_allclose(result["spectra"].loc[program], median / median.sum())

    def test_the_right_number_of_programs_repeats_best(self, rng):
        table = k_selection(planted(rng)[0], [2, 3, 5], n_repeats=10, n_top=60)
        assert table.loc[3, "silhouette"] > 0.95
        assert table.loc[5, "silhouette"] < table.loc[3, "silhouette"]
        assert table["error"].is_monotonic_decreasing

    def test_the_seed_decides(self, rng):
        counts = planted(rng)[0]
        one, other = (consensus_nmf(counts, 3, 4, 60, seed=3)["usage"] for _ in range(2))
        pd.testing.assert_frame_equal(one, other)

    def test_runs_that_do_not_agree_are_refused(self, rng):
        noise = pd.DataFrame(rng.poisson(3, (40, 50)))
        with pytest.raises(ValueError, match="the runs do not agree on 6 programs"):
            consensus_nmf(noise, 6, 5, 40, density_threshold=1e-6)

    def test_cells_without_counts_are_named(self, rng):
        counts = planted(rng)[0]
        counts["c7"] = 0
        with pytest.raises(ValueError, match="'c7' has no counts"):
            consensus_nmf(counts, 3)
        counts.loc["g74", "c7"] = 40
        counts.loc["g74"] = 40
        with pytest.raises(ValueError, match=r"cell 'c7' has no counts of the \d+ variable genes"):
            consensus_nmf(counts, 3, n_top=20)


def test_least_squares_without_negative_values_is_scipys(rng):
    spectra, x = rng.random((4, 30)), rng.random((12, 30))
    expected = np.array([nnls(spectra.T, row)[0] for row in x])
    np.testing.assert_allclose(least_squares(x, spectra), expected, atol=1e-6)


def test_more_runs_than_fit_at_a_time_are_all_there(rng):
    spectra = factorise_many(rng.random((30, 20)), 2, 45, rng)
    assert spectra.shape == (90, 20)
    assert (spectra >= 0).all()
