"""Counts to learn on: simulated with a known truth, and real."""

import gzip
import shutil

import numpy as np
import pytest

import functions
from functions import (
    DataUnavailable,
    contrasts_fit,
    design_matrix,
    e_bayes,
    expression_df,
    fetch_yoruba,
    filter_low_expression,
    lm_fit,
    make_contrast,
    simulate_counts,
    tmm_factors,
    top_table,
    voom,
)
from functions.count_data import YORUBA_BASE, YORUBA_COUNTS, YORUBA_TARGETS


def analyse(data, normalise=True, with_batch=True):
    """Table of all expressed genes, with the truth."""
    counts, samples = expression_df(data), data["samples"]
    counts = counts[filter_low_expression(counts, samples["group"])]
    design = design_matrix(samples["group"], samples["batch"] if with_batch else None)
    sizes = counts.sum() * tmm_factors(counts) if normalise else None
    v = voom(counts, design, sizes)
    fit = contrasts_fit(
        lm_fit(v["E"], design, v["weights"]), make_contrast("treated - control", design)
    )
    table = top_table(e_bayes(fit), 0, None)
    return table.assign(truth=data["genes"]["log_fc"].loc[table.index])


class TestSimulation:
    def test_it_is_a_data_dictionary_of_whole_counts(self):
        data = simulate_counts(300, 3, 2)
        functions.check_data_model(data)
        assert data["expression"].shape == (300, 6)
        assert data["expression"].dtype == float
        assert (data["expression"] == np.floor(data["expression"])).all()
        assert data["expression"].min() >= 0
        assert list(data["samples"].index) == [
            *("control.1", "control.2", "control.3"),
            *("treated.1", "treated.2", "treated.3"),
        ]
        assert data["samples"]["batch"].tolist() == ["1", "2", "1"] * 2
        assert list(data["genes"].columns) == ["log_fc", "batch_2"]

    def test_the_same_seed_gives_the_same_data(self, same_data):
        same_data(simulate_counts(200, 2, seed=4), simulate_counts(200, 2, seed=4))
        other = simulate_counts(200, 2, seed=5)["expression"]
        assert not np.array_equal(simulate_counts(200, 2, seed=4)["expression"], other)

    def test_library_sizes_are_those_of_the_truth(self):
        data = simulate_counts(1_000, 5)
        depth = data["samples"]["depth"]
        np.testing.assert_allclose(data["expression"].sum(axis=0), depth, rtol=0.15)
        assert depth.max() > 1.3 * depth.min()

    def test_as_many_genes_change_as_asked_half_of_them_up(self):
        log_fc = simulate_counts(1_000, 2, de_share=0.1, composition=0)["genes"]["log_fc"]
        assert ((log_fc > 0).sum(), (log_fc < 0).sum()) == (50, 50)
        assert log_fc.abs()[log_fc != 0].min() >= 0.6
        nothing = simulate_counts(1_000, 2, de_share=0, composition=0)["genes"]["log_fc"]
        assert (nothing == 0).all()

    def test_a_few_genes_take_up_the_share_of_the_reads_that_is_asked(self):
        data = simulate_counts(1_000, 5, 1, composition=0.4)
        taking = (data["genes"]["log_fc"] == 3).to_numpy()
        assert taking.sum() == 10
        share = data["expression"][taking].sum(axis=0) / data["expression"].sum(axis=0)
        assert share[5:].mean() == pytest.approx(0.4, abs=0.1)
        assert share[:5].mean() < 0.15

    def test_the_analysis_finds_the_truth_and_few_others(self):
        table = analyse(simulate_counts())
        called = table["adj_p_value"] < 0.05
        assert (called & (table["truth"] == 0)).sum() / called.sum() < 0.12
        assert (called & (table["truth"] != 0)).sum() > 0.6 * (table["truth"] != 0).sum()
        changed = table[table["truth"] != 0]
        assert np.corrcoef(changed["log_fc"], changed["truth"])[0, 1] > 0.9

    def test_without_composition_factors_unchanged_genes_look_lower(self):
        data = simulate_counts(composition=0.4)
        naive, normalised = analyse(data, normalise=False), analyse(data)
        unchanged = naive["truth"] == 0
        assert naive["log_fc"][unchanged].median() < -0.4
        assert abs(normalised["log_fc"][unchanged].median()) < 0.1
        assert (naive["adj_p_value"] < 0.05).sum() > 2 * (normalised["adj_p_value"] < 0.05).sum()

    def test_a_batch_in_the_design_finds_more(self):
        data = simulate_counts(composition=0)
        found = [
            ((table["adj_p_value"] < 0.05) & (table["truth"] != 0)).sum()
            for table in (analyse(data), analyse(data, with_batch=False))
        ]
        assert found[0] > found[1]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"n_genes": 99}, "n_genes must be at least 100, not 99"),
            ({"n_per_group": 0}, "n_per_group must be at least 1, not 0"),
            ({"n_batches": 5}, "n_batches must be at most 4, not 5"),
            ({"de_share": 1}, "de_share must be from 0 to less than 1, not 1"),
            ({"composition": -0.1}, "composition must be from 0 to less than 1, not -0.1"),
            ({"seed": -1}, "seed must be at least 0, not -1"),
        ],
    )
    def test_options_out_of_range_are_refused_with_their_value(self, options, message):
        with pytest.raises(ValueError, match=message):
            simulate_counts(**options)


class TestYoruba:
    @pytest.fixture
    def folder(self, shared_data, tmp_path, monkeypatch):
        for file in (YORUBA_COUNTS, YORUBA_TARGETS):
            shutil.copy(shared_data / file.name, tmp_path / file.name)
        monkeypatch.setenv("COURSE_DATA", str(tmp_path))
        return tmp_path

    def test_counts_come_with_their_samples(self, folder):
        data = fetch_yoruba()
        functions.check_data_model(data)
        assert data["expression"].shape == (38_415, 69)
        assert data["samples"]["gender"].value_counts().to_dict() == {"female": 40, "male": 29}
        assert data["expression"].sum(axis=0).max() == pytest.approx(15_748_596, rel=0.02)
        assert data["genes"].index[0] == "ENSG00000127720"

    def test_counts_that_were_packed_again_are_still_the_data(self, folder):
        path = folder / YORUBA_COUNTS.name
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1))
        assert fetch_yoruba()["expression"].shape == (38_415, 69)

    @pytest.mark.parametrize("file", [YORUBA_COUNTS, YORUBA_TARGETS])
    def test_a_file_that_is_missing_or_damaged_is_named(self, folder, file):
        path = folder / file.name
        path.write_bytes(path.read_bytes()[:-20])
        with pytest.raises(DataUnavailable, match=file.name):
            fetch_yoruba()
        path.unlink()
        with pytest.raises(DataUnavailable, match=file.name):
            fetch_yoruba()

    def test_without_a_network_the_error_says_what_the_file_is_and_what_to_do(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.delenv("COURSE_DATA", raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
        with pytest.raises(DataUnavailable, match="tweeDEseqCountData") as error:
            fetch_yoruba()
        for part in (YORUBA_COUNTS.name, YORUBA_BASE, "COURSE_DATA", "simulate_counts"):
            assert part in str(error.value)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
