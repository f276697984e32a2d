"""Lesson 10: what the checks compare with, and what they leave free."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

import functions
from autograder.catalogue import LESSONS
from autograder.judge import judge
from autograder.verdict import Status

if "programs" not in LESSONS:
    pytest.skip("lesson 10 is not in the list of lessons yet", allow_module_level=True)

from autograder.catalogue.programs import (
    assign_programs,
    cross_moments,
    discretise_programs,
    exact_moments,
    orthogonal_nmf,
    responses_relative_to_control,
)
from autograder.catalogue.programs.disjoint import planted
from autograder.catalogue.programs.levels import groups_column, overlapping_column, three_levels
from autograder.catalogue.programs.network import _network, brute_force


def misconception(exercise, id):
    return next(one.implementation for one in exercise.misconceptions if one.id == id)


def not_right(exercise, answer):
    return [c.name for c in judge(exercise, answer).checks if c.status is not Status.RIGHT]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("column", [groups_column, overlapping_column])
def test_the_three_levels_of_the_checks_are_those_of_k_means(column, seed):
    values = column(np.random.default_rng(seed), 24)
    states, margin = three_levels(values)
    model = KMeans(3, n_init=50, random_state=0).fit(values[:, None])
    rank = np.argsort(np.argsort(model.cluster_centers_.ravel()))
    assert margin > 1e-3
    assert (rank[model.labels_] - 1 == states).all()


def test_the_model_by_brute_force_is_the_derivative_of_the_free_energy(rng):
    j, h = _network(rng, 3)
    mean, product = brute_force(j, h)

    def log_sum(j, h):
        states = np.indices((3, 3, 3)).reshape(3, -1) - 1
        return np.log(np.exp((states * (j @ states)).sum(axis=0) / 2 + h @ states).sum())

    step = 1e-5
    for a in range(3):
        change = step * np.eye(3)[a]
        slope = (log_sum(j, h + change) - log_sum(j, h - change)) / (2 * step)
        assert mean[a] == pytest.approx(slope, abs=1e-8)
    change = np.zeros((3, 3))
    change[0, 1] = change[1, 0] = step
    slope = (log_sum(j + change, h) - log_sum(j - change, h)) / (2 * step)
    assert product[0, 1] == pytest.approx(slope, abs=1e-8)


def test_two_states_are_the_ising_model_of_its_message():
    h = np.array([0.3, -0.8])
    mean, _ = misconception(exact_moments, "M37")(np.zeros((2, 2)), h)
    np.testing.assert_allclose(mean, np.tanh(h))


@pytest.mark.parametrize("seed", range(3))
def test_the_multiplicative_updates_of_dspin_leave_genes_in_two_programs(seed):
    x, _ = planted(np.random.default_rng(seed), 24, (7, 6, 5))
    _, h = functions.soft_orthogonal_nmf(x, 3, n_iter=60, seed=seed)
    assert (h > 1e-3 * h.max(axis=1, keepdims=True)).sum(axis=0).max() > 1


def test_programs_without_a_shared_gene_need_not_have_length_one():
    def longer(x, k, n_iter=300, seed=0):
        w, h = functions.orthogonal_nmf(x, k, n_iter, seed)
        return w / 3, h * 3

    assert not_right(orthogonal_nmf, longer) == []


def test_orthonormal_to_a_millionth_is_orthonormal():
    def with_crumbs(x, k, n_iter=300, seed=0):
        w, h = functions.orthogonal_nmf(x, k, n_iter, seed)
        h = h + 1e-8
        return w, h / np.linalg.norm(h, axis=1, keepdims=True)

    assert not_right(orthogonal_nmf, with_crumbs) == []


def test_labels_may_be_a_list_of_numbers_with_a_point():
    def floats(h):
        return [float(label) for label in functions.assign_programs(h)]

    assert not_right(assign_programs, floats) == []


def test_states_of_a_cell_on_the_wrong_side_of_a_cut_are_seen():
    def one_cell_off(usage):
        states = functions.discretise_programs(usage)
        states[0, 0] = states[0, 0] - 1 if states[0, 0] > -1 else 0
        return states

    assert "three clear groups: low is −1, high is 1" in not_right(
        discretise_programs, one_cell_off
    )


def test_covariances_are_those_of_numpy(rng):
    states = rng.integers(-1, 2, size=(20, 3))
    found = misconception(cross_moments, "M65")(states)[1]
    mean, correlation = cross_moments.reference(states)
    np.testing.assert_allclose(found * 19 / 20, correlation - np.outer(mean, mean), atol=1e-12)


def test_controls_of_the_first_two_columns_are_the_error_of_the_published_code(rng):
    responses, control = rng.normal(size=(3, 6)), np.array([0, 1, 1, 0, 0, 1])
    found = misconception(responses_relative_to_control, "M49")(responses, control)
    weights = np.array([3, 3, 0, 0, 0, 0]) / 6
    np.testing.assert_allclose(found, responses - (responses @ weights)[:, None])


def test_ignoring_batches_costs_the_points_of_batches_only():
    answer = misconception(responses_relative_to_control, "N18")
    assert not_right(responses_relative_to_control, answer)[0].startswith("with batches")
