"""The data of the capstone: the truth is in them, and the errors of the analysis have a price."""

import numpy as np
import pytest

from functions import clr, log_cpm, simulate_knockout
from functions.data_model import expression_df


@pytest.fixture(scope="module")
def data():
    return simulate_knockout(seed=2)


def test_the_same_seed_gives_the_same_data(data):
    again = simulate_knockout(seed=2)
    assert np.array_equal(again["expression"], data["expression"])
    assert again["genes"].equals(data["genes"])
    assert not np.array_equal(simulate_knockout(seed=3)["expression"], data["expression"])


def test_each_knock_out_loses_its_target_and_most_changes_are_opposite(data):
    logs = log_cpm(expression_df(data))
    means = logs.T.groupby(data["samples"]["group"]).mean().T
    for group, target, other in (("KO7", "gene007", "gene012"), ("KO12", "gene012", "gene007")):
        change = means[group] - means["WT"]
        assert change[target] < -4
        assert abs(change[other]) < 1.5
    truth = data["genes"].drop(["gene007", "gene012"])
    affected = truth[truth["log_fc_KO7"] != 0]
    assert len(affected) == 40
    assert (affected["log_fc_KO7"] == -affected["log_fc_KO12"]).sum() == 30


def test_counts_are_whole_and_follow_the_depth(data):
    counts = data["expression"]
    assert (counts >= 0).all()
    assert np.array_equal(counts, counts.round())
    assert np.allclose(counts.sum(axis=0), data["samples"]["depth"], rtol=0.02)


def test_only_neutrophils_of_one_knock_out_are_more(data):
    cells, group = data["cell_types"], data["samples"]["group"]
    mean = cells.groupby(group).mean()
    assert np.allclose(mean.loc["KO7"] / mean.loc["WT"], [3, 1, 1, 1], rtol=0.2)
    ratios = clr(cells).groupby(group).mean()
    differences = ratios["Mono"] - ratios["MEP"]
    assert abs(differences["KO7"] - differences["WT"]) < 0.2


@pytest.mark.parametrize("wrong", [{"n_genes": 100}, {"n_samples": 0}, {"n_genes": 300.5}])
def test_numbers_that_make_no_data_are_refused(wrong):
    with pytest.raises((TypeError, ValueError), match=next(iter(wrong))):
        simulate_knockout(**wrong)
