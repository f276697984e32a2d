"""Simulated perturb-seq: what was put in can be found again."""

import numpy as np
import pandas as pd
import pytest

from functions import (
    assign_programs,
    check_data_model,
    consensus_nmf,
    discretise_programs,
    expression_df,
    gene_programs,
    network_inference,
    network_modules,
    responses_relative_to_control,
    simulate_perturbseq,
)


@pytest.fixture(scope="module")
def screen():
    return simulate_perturbseq(n_cells=10, seed=1)


def test_it_is_a_data_dictionary_with_guides_controls_and_batches(screen):
    check_data_model(screen)
    samples = screen["samples"]
    assert len(samples) == 2 * 3 * (12 + 4) * 10
    assert samples["target"].nunique() == 13
    assert samples["guide"].nunique() == 39
    assert (samples["is_control"] == (samples["target"] == "control")).all()
    assert (samples.groupby(["guide", "batch"]).size() >= 10).all()
    counts = screen["expression"]
    assert (counts == np.rint(counts)).all()
    assert counts.sum(axis=0).min() > 0


def test_some_genes_belong_to_two_programs_and_some_to_none(screen):
    genes = screen["genes"]
    assert set(genes["program"]) == set(range(-1, 6))
    shared = genes["second_program"] >= 0
    assert 0 < shared.mean() < 0.2
    assert (genes.loc[shared, "program"] != genes.loc[shared, "second_program"]).all()
    assert (genes.loc[genes["program"] < 0, "second_program"] == -1).all()


def test_the_seed_decides():
    one, other = (simulate_perturbseq(60, 2, 3, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(expression_df(one), expression_df(other))
    assert (one["expression"] != simulate_perturbseq(60, 2, 3, seed=6)["expression"]).any()


def test_the_network_is_found_again_from_the_true_states(screen):
    samples = screen["samples"]
    names = list(screen["network"].columns)
    fit = network_inference(samples[names], samples["guide"] + samples["batch"], "exact")
    off = ~np.eye(6, dtype=bool)
    truth = screen["network"].to_numpy()[off]
    assert np.corrcoef(fit["J"].to_numpy()[off], truth)[0, 1] > 0.9
    modules = network_modules(fit["J"])["programs"]
    assert modules.nunique() == 2
    assert modules[["P0", "P2", "P4"]].nunique() == modules[["P1", "P3", "P5"]].nunique() == 1

    # What a knock-out does shows relative to the controls of its batch.
    guides = samples.assign(sample=samples["guide"] + samples["batch"]).drop_duplicates("sample")
    guides = guides.set_index("sample")
    relative = responses_relative_to_control(fit["h"], guides["is_control"], guides["batch"])
    found = relative.T.groupby(guides["target"]).mean().T[screen["effects"].columns]
    assert np.corrcoef(found.to_numpy().ravel(), screen["effects"].to_numpy().ravel())[0, 1] > 0.7


def test_the_programs_are_found_again_in_the_counts(screen):
    counts = screen["expression"]
    logs = dict(screen, expression=np.log1p(counts / counts.sum(axis=0) * 3_000))
    expressed = counts.mean(axis=1) > 0.5
    truth = screen["genes"]["program"].to_numpy()
    alone = (screen["genes"]["second_program"] < 0).to_numpy() & (truth >= 0) & expressed
    result = gene_programs(logs, 6, n_repeats=3, n_iter=100)
    table = pd.crosstab(result["programs"][alone], truth[alone])
    assert table.max(axis=0).sum() / table.to_numpy().sum() > 0.8
    states = discretise_programs(result["usage"])
    assert set(np.unique(states)) == {-1, 0, 1}


def test_consensus_nmf_finds_them_in_the_raw_counts(screen):
    truth = screen["genes"]["program"].to_numpy()
    result = consensus_nmf(expression_df(screen), 6, n_repeats=10, n_top=150)
    best = assign_programs(result["scores"])
    chosen = (truth >= 0) & (screen["expression"].mean(axis=1) > 2)
    table = pd.crosstab(best[chosen], truth[chosen])
    assert table.max(axis=0).sum() / table.to_numpy().sum() > 0.6


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match="n_genes must be at least 60"):
        simulate_perturbseq(50)
    with pytest.raises(ValueError, match="n_programs must be at most 8"):
        simulate_perturbseq(n_programs=9)
