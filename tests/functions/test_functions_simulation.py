"""The simulated twin of the single cells."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import functions
from functions import (
    check_data_model,
    cluster_rows,
    get_top_variable_genes,
    run_anova,
    sample_groups,
    simulate_hspc,
    transpose,
    zscore_rows,
)

SEEDS = range(8)
FIRST_VALUES = [7.3523537191479456, 0.0, 0.0, 7.69679291318967]


def test_names_and_truth_are_where_the_lessons_look_for_them():
    data = simulate_hspc(n_genes=100, n_cells=4)
    check_data_model(data)
    assert data["expression"].shape == (100, 12)
    populations = ["LTHSC", "MEP", "GMP"]
    assert list(data["samples"].index) == [f"{p}.{i}" for p in populations for i in range(1, 5)]
    assert list(data["samples"]["population"]) == list(sample_groups(data))
    assert set(data["genes"]["marker_of"]) == {*populations, ""}
    for gene, population in {
        "Procr": "LTHSC",
        "Ly6a": "LTHSC",
        "Klf1": "MEP",
        "Mpo": "GMP",
    }.items():
        assert data["genes"].loc[gene, "marker_of"] == population


def test_the_same_seed_gives_the_same_cells(same_data):
    same_data(simulate_hspc(seed=3), simulate_hspc(seed=3))
    assert (simulate_hspc(seed=3)["expression"] != simulate_hspc(seed=4)["expression"]).any()


def test_the_stream_of_random_numbers_is_the_one_that_the_lessons_were_written_with():
    expression = simulate_hspc()["expression"]
    np.testing.assert_allclose(expression[0, :4], FIRST_VALUES, rtol=1e-9)


def test_the_global_random_generator_is_left_alone():
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    simulate_hspc()
    np.testing.assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("n_genes", [3, 4, 10, 600, 5000])
@pytest.mark.parametrize("n_cells", [1, 2, 7])
def test_any_size_gives_valid_data_with_markers_of_every_population(n_genes, n_cells):
    data = simulate_hspc(n_genes, n_cells)
    check_data_model(data)
    assert data["expression"].shape == (n_genes, 3 * n_cells)
    assert set(data["genes"]["marker_of"]) >= {"LTHSC", "MEP", "GMP"}


@pytest.mark.parametrize("seed", SEEDS)
def test_values_look_like_logarithms_of_single_cell_counts(seed):
    expression = simulate_hspc(seed=seed)["expression"]
    assert expression.min() == 0
    assert 12 < expression.max() < 20
    assert 0.25 < (expression == 0).mean() < 0.45
    # The lower a gene where it is seen, the more often it is not seen.
    seen = np.array([row[row > 0].mean() for row in expression])
    dropped = (expression == 0).mean(axis=1)
    assert np.corrcoef(seen, dropped)[0, 1] < -0.7


def test_cells_differ_in_depth():
    depth = simulate_hspc(2000)["expression"].mean(axis=0)
    assert depth.std() / depth.mean() > 0.04


@pytest.mark.parametrize("seed", SEEDS)
def test_anova_finds_most_markers_and_few_other_genes(seed):
    data = simulate_hspc(seed=seed)
    is_marker = (data["genes"]["marker_of"] != "").to_numpy()
    found = run_anova(data, sample_groups(data))["significant"].to_numpy()
    assert is_marker.mean() < 0.3
    assert found[is_marker].mean() > 0.8
    assert (~is_marker)[found].mean() < 0.15


def test_over_many_seeds_the_false_discovery_rate_is_kept():
    shares = []
    for seed in range(40):
        data = simulate_hspc(n_cells=10, seed=seed)
        found = run_anova(data, sample_groups(data), alpha=0.1)["significant"].to_numpy()
        shares.append((data["genes"]["marker_of"] == "").to_numpy()[found].mean())
    assert np.mean(shares) < 0.1


def test_markers_are_higher_where_they_mark():
    data = simulate_hspc()
    means = functions.expression_df(data).T.groupby(data["samples"]["population"]).mean()
    for gene in ("Procr", "Klf1", "Mpo", "Elane", "Gata1", "Mecom"):
        assert means[gene].idxmax() == data["genes"].loc[gene, "marker_of"]


def test_clusters_of_cells_agree_with_the_populations_but_not_perfectly():
    agreement = []
    for seed in SEEDS:
        data = get_top_variable_genes(simulate_hspc(seed=seed), 100)
        zscore_rows(data)
        labels = cluster_rows(transpose(data), 3)
        agreement.append(adjusted_rand_score(data["samples"]["population"], labels))
    assert 0.6 < np.mean(agreement) < 0.99


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_genes": 2}, "n_genes must be at least 3, not 2"),
        ({"n_cells": 0}, "n_cells must be at least 1, not 0"),
        ({"seed": -1}, "seed must be at least 0, not -1"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        simulate_hspc(**arguments)


def test_a_seed_that_would_not_repeat_is_refused():
    with pytest.raises(TypeError, match="seed must be a whole number, not None"):
        simulate_hspc(seed=None)
