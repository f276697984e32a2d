"""Lesson 11: the checks expect what other libraries give, and are fair where the task is silent."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import kneighbors_graph
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttest_ind

import functions
from autograder.catalogue.single_cell import (
    annotate,
    neighbour_graph,
    proportions,
    rank_markers,
    sc3_consensus,
)
from autograder.catalogue.single_cell.adjacency import _cells as points
from autograder.catalogue.single_cell.adjacency import nearest
from autograder.catalogue.single_cell.consensus import _groups
from autograder.catalogue.single_cell.markers import _cells, expected_of
from autograder.catalogue.single_cell.shares import counts_of
from autograder.grading.wire import decode, encode
from autograder.judge import judge
from autograder.verdict import Status


def misconception(exercise, id):
    return next(one.implementation for one in exercise.misconceptions if one.id == id)


def failed(verdict):
    return [check.name for check in verdict.checks if check.status is not Status.RIGHT]


# ---------------------------------------------------------------- neighbour_graph


def test_the_nearest_are_those_of_scikit_learn(rng):
    x = points(rng, 30, 3, 4)
    expected = kneighbors_graph(x, 4, include_self=False).toarray()
    np.testing.assert_array_equal(nearest(x, 4), expected.astype(bool))


def test_a_symmetric_graph_of_the_points_differs_from_the_one_way_and_the_mutual_one(rng):
    near = nearest(points(rng, 30, 3, 4), 4)
    assert (near & ~near.T).sum() > 5


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"])
@pytest.mark.parametrize("kind", ["matrix", "array"])
def test_any_sparse_format_will_do(form, kind):
    make = getattr(sparse, f"{form}_{kind}")

    def answer(x, k=15):
        return make(functions.neighbour_graph(x, k))

    def sent(x, k=15):
        return decode(encode(answer(x, k)))

    assert judge(neighbour_graph, answer).status is Status.RIGHT
    assert judge(neighbour_graph, sent).status is Status.RIGHT


@pytest.mark.parametrize("dtype", [bool, np.int8, np.int64, np.float32])
def test_any_type_of_0_and_1_will_do(dtype):
    def answer(x, k=15):
        return functions.neighbour_graph(x, k).astype(dtype)

    assert judge(neighbour_graph, answer).status is Status.RIGHT


def test_zeros_may_be_stored():
    def answer(x, k=15):
        return sparse.csr_matrix(functions.neighbour_graph(x, k) - sparse.eye(len(x)) * 0)

    assert judge(neighbour_graph, answer).status is Status.RIGHT


def test_a_dense_graph_loses_the_points_of_sparseness_only():
    verdict = judge(neighbour_graph, misconception(neighbour_graph, "C28"))
    assert verdict.score == 2.75
    assert failed(verdict) == ["a sparse matrix"]


def test_a_dense_graph_that_is_wrong_otherwise_is_told_so_first():
    def answer(x, k=15):
        return misconception(neighbour_graph, "C20")(x, k).toarray()

    assert judge(neighbour_graph, answer).checks[0].misconception == "C20"


def test_a_sparse_graph_of_another_size_is_never_made_dense():
    def answer(x, k=15):
        return sparse.csr_array((1_000_000, 1_000_000))

    verdict = judge(neighbour_graph, answer)
    assert "a sparse matrix of shape (1000000, 1000000)" in verdict.checks[0].message


def test_a_one_way_graph_loses_the_points_of_symmetry_only():
    verdict = judge(
        neighbour_graph, lambda x, k=15: kneighbors_graph(x, k, include_self=False).tocoo()
    )
    assert verdict.score == 2.5
    assert [check.misconception for check in verdict.checks if check.misconception] == ["C21"]


# ---------------------------------------------------------------- sc3_consensus


def test_the_groups_are_as_far_apart_in_correlation_as_in_distance(rng):
    x, truth = _groups(rng, 8, 10, 13, 11)
    together = truth[:, None] == truth
    for distances in (np.linalg.norm(x[:, None] - x, axis=2), 1 - np.corrcoef(x)):
        assert distances[together].max() < distances[~together].min()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_library_s_consensus_finds_the_groups(seed):
    x, truth = _groups(np.random.default_rng(seed), 9, 12, 10)
    found = functions.sc3_consensus(x, 3, [3, 4], seed=seed)
    assert adjusted_rand_score(truth, found) == 1


def test_labels_may_be_numbered_in_any_way_and_come_as_a_series():
    def answer(x, n_clusters, n_eigenvectors, seed=0):
        labels = functions.sc3_consensus(x, n_clusters, n_eigenvectors, seed)
        return pd.Series(10 * (n_clusters - labels), dtype=float)

    assert judge(sc3_consensus, answer).status is Status.RIGHT


def test_the_numbers_of_eigenvectors_may_be_listed_or_told_by_the_largest():
    def of_a_number(x, n_clusters, n_eigenvectors, seed=0):
        return functions.sc3_consensus(x, n_clusters, range(n_eigenvectors - 1, n_eigenvectors + 1))

    assert judge(sc3_consensus, of_a_number).status is Status.RIGHT


# ---------------------------------------------------------------- rank_markers


def test_the_expected_table_is_what_statsmodels_gives(rng):
    data, labels, group = _cells(rng, 20, 9, 14, 8)
    table = expected_of(data, labels, group)
    inside = labels == group
    for i, gene in enumerate(table.index):
        values = data["expression"][i]
        t, p, _ = ttest_ind(values[inside], values[~inside], usevar="unequal")
        np.testing.assert_allclose(table.loc[gene, ["t", "p_value"]], [t, p], rtol=1e-9)
    adjusted = multipletests(table["p_value"], method="fdr_bh")[1]
    np.testing.assert_allclose(table["adj_p_value"], adjusted)


def test_strong_markers_have_p_values_that_one_minus_a_probability_cannot_hold(rng):
    data, labels, group = _cells(rng, 18, 30, 40, 25, strong=True)
    assert expected_of(data, labels, group)["p_value"].min() < 1e-16


def _with_log_fc(change):
    def answer(data, labels, group):
        x, inside = data["expression"], np.asarray(labels) == group
        table = functions.rank_markers(data, labels, group)
        log_fc = pd.Series(change(x[:, inside], x[:, ~inside]), index=data["genes"].index)
        return table.assign(log_fc=log_fc[table.index])

    return answer


@pytest.mark.parametrize(
    "change",
    [
        lambda a, b: a.mean(axis=1) - b.mean(axis=1),
        lambda a, b: np.log2(np.expm1(a.mean(axis=1)) / np.expm1(b.mean(axis=1))),
        lambda a, b: np.log2((np.expm1(a).mean(axis=1) + 1) / (np.expm1(b).mean(axis=1) + 1)),
        lambda a, b: np.log(a.mean(axis=1) / b.mean(axis=1)),
        lambda a, b: np.sign(a.mean(axis=1) - b.mean(axis=1)),
    ],
    ids=["difference", "scanpy", "counts", "natural", "sign"],
)
def test_only_the_sign_of_log_fc_counts(change):
    for seed in (1, 2, 3):
        verdict = judge(rank_markers, _with_log_fc(change), seed)
        assert verdict.status is Status.RIGHT, (seed, failed(verdict))


def test_shares_may_be_percentages_but_not_one_of_each():
    def percent(data, labels, group):
        return functions.rank_markers(data, labels, group).eval(
            "pct_in = 100 * pct_in\npct_out = 100 * pct_out"
        )

    def mixed(data, labels, group):
        return functions.rank_markers(data, labels, group).eval("pct_in = 100 * pct_in")

    assert judge(rank_markers, percent).status is Status.RIGHT
    assert failed(judge(rank_markers, mixed)) == ["pct_in and pct_out: the shares of cells above 0"]


def test_the_columns_may_stand_in_any_order():
    def answer(data, labels, group):
        return functions.rank_markers(data, labels, group).iloc[:, ::-1]

    assert judge(rank_markers, answer).status is Status.RIGHT


def test_pooled_t_is_student_s(rng):
    data, labels, group = _cells(rng, 12, 8, 15)
    table = misconception(rank_markers, "C50")(data, labels, group)
    inside = labels == group
    x = data["expression"]
    expected = stats.ttest_ind(x[:, inside], x[:, ~inside], axis=1).statistic
    np.testing.assert_allclose(table.loc[data["genes"].index, "t"], expected)


# ---------------------------------------------------------------- annotate, proportions


def test_a_label_listed_twice_for_the_same_type_is_not_judged():
    def strict(labels, mapping):
        if any(len(set(own)) < len(own) for own in mapping.values()):
            raise ValueError("a label is listed twice")
        return functions.annotate(labels, mapping)

    assert judge(annotate, strict).status is Status.RIGHT


@pytest.mark.parametrize("make", [list, tuple, np.array, pd.Series, pd.Categorical], ids=str)
def test_types_may_come_in_any_container(make):
    def answer(labels, mapping):
        types = functions.annotate(list(labels), mapping)
        return pd.Series(make(types)) if make is pd.Categorical else make(types)

    assert judge(annotate, answer).status is Status.RIGHT


def test_counts_are_those_of_crosstab(rng):
    samples, types = rng.choice(list("abc"), 40), rng.choice(list("xyz"), 40)
    expected = pd.crosstab(samples, types)
    np.testing.assert_array_equal(counts_of(samples, types), expected)


def test_rows_and_columns_may_stand_in_any_order_beside_others():
    def answer(samples, cell_types):
        table = functions.proportions(samples, cell_types).iloc[::-1, ::-1]
        return table.assign(n_types=(table > 0).sum(axis=1))

    assert judge(proportions, answer).status is Status.RIGHT


def test_matching_by_position_loses_the_points_of_alignment_only():
    verdict = judge(proportions, misconception(proportions, "C100"))
    assert failed(verdict) == ["two Series belong together by their index"]
    assert verdict.score == 1.75
