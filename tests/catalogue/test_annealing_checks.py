"""Lesson 7: chance that turns no right search down, and clocks that tell n steps from n²."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import functions
from autograder.call import LocalCall
from autograder.catalogue.annealing import anneal, delta_energy, energy, propose_move
from autograder.catalogue.annealing.moves import both_uniform
from autograder.catalogue.annealing.partitions import distances, energy_of, partition
from autograder.catalogue.annealing.rises import number_of_steps
from autograder.catalogue.annealing.search import metropolis
from autograder.judge import judge
from autograder.verdict import Status


def mistake(exercise, id):
    return next(one.implementation for one in exercise.misconceptions if one.id == id)


class Direct:
    """Calls without the surroundings of a call, for checks that make many."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


def test_the_expected_energy_is_that_of_a_loop_over_ordered_pairs(rng):
    labels, dist_matrix = partition(rng, 4, 0, 3), distances(rng, 7)
    pairs = itertools.permutations(range(7), 2)
    total = sum(dist_matrix[i, j] for i, j in pairs if labels[i] == labels[j])
    assert energy_of(labels, dist_matrix, 3) == pytest.approx(total / 3)


def test_uniform_moves_are_never_turned_down(rng):
    for seed in rng.integers(10_000, size=20):
        both_uniform.run(Direct(functions.propose_move), np.random.default_rng(seed))


@pytest.mark.parametrize("id", ["S20", "S21", "S22", "S23", "S24"])
def test_moves_that_favour_some_are_turned_down(id, rng):
    for seed in rng.integers(10_000, size=4):
        with pytest.raises(AssertionError, match="equally likely"):
            both_uniform.run(Direct(mistake(propose_move, id)), np.random.default_rng(seed))


def steps_of_n(labels, dist_matrix, k, gene, new_cluster):
    change = 0.0
    for other, label in enumerate(labels):
        if label == new_cluster:
            change += dist_matrix[gene][other]
        elif label == labels[gene]:
            change -= dist_matrix[gene][other]
    return 2 * change / k


def square_in_one_product(labels, dist_matrix, k, gene, new_cluster):
    after = labels.copy()
    after[gene] = new_cluster
    before, after = np.eye(k)[labels], np.eye(k)[after]
    return ((after * (dist_matrix @ after)).sum() - (before * (dist_matrix @ before)).sum()) / k


def test_a_slow_loop_over_n_is_told_from_a_fast_product_over_n_squared(rng):
    number_of_steps.run(LocalCall(steps_of_n), rng)
    with pytest.raises(AssertionError, match="the whole matrix"):
        number_of_steps.run(LocalCall(square_in_one_product), rng)


def test_metropolis_searches_are_never_turned_down(rng):
    for seed in rng.integers(10_000, size=15):
        metropolis.run(Direct(functions.anneal), np.random.default_rng(seed))


def chance_to_miss(size, temp, cool, n_iter, apart=10.0, within=0.4):
    """Largest chance, over all starts, that a search does not end at two groups in two clusters.

    Two groups of genes at two points: a state is how many of each group are in cluster 0. The
    chances of all states are followed from the last move back to the first.
    """
    inside = np.arange(size + 1)
    a, b = np.meshgrid(inside, inside, indexing="ij")
    miss = 1.0 - (((a == size) & (b == 0)) | ((a == 0) & (b == size)))
    moves = []
    for own, other, axis in ((a, b, 0), (b, a, 1)):
        for step in (-1, 1):
            leaving = own if step < 0 else size - own  # genes of this group that can make the move
            mates, strangers = leaving - 1, other if step < 0 else size - other
            new_mates, new_strangers = size - leaving, size - strangers
            rise = within * (new_mates - mates) + apart * (new_strangers - strangers)
            moves.append((leaving / (2 * size), rise, -step, axis))  # Δ = 2 / k · rise, k = 2
    for i in range(n_iter - 1, -1, -1):
        after = miss.copy()
        for share, rise, shift, axis in moves:
            accepted = np.exp(-np.maximum(rise, 0) / (temp * cool**i))
            after += share * accepted * (np.roll(miss, shift, axis) - miss)
        miss = after
    return miss.max()


def test_the_truth_is_missed_less_often_than_once_in_ten_million_times():
    assert chance_to_miss(6, 10.0, 0.99, 900) < 1e-7


def test_the_chance_to_miss_is_near_one_without_time():
    assert chance_to_miss(6, 10.0, 0.99, 3) == pytest.approx(1, abs=1e-6)


def test_a_list_of_energies_and_labels_of_another_type_are_fine():
    def listed(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
        labels, energies = functions.anneal(dist_matrix, k, temp, cool, n_iter, seed)
        return [(k - 1 - labels).astype("int8"), energies.tolist()]

    assert judge(anneal, listed).status is Status.RIGHT


def test_part_of_the_work_earns_part_of_the_points():
    assert judge(energy, mistake(energy, "S18")).score == 2.5
    assert judge(delta_energy, mistake(delta_energy, "S8")).score == 2.5
    assert judge(anneal, mistake(anneal, "S10")).score == 4.75
    assert judge(anneal, mistake(anneal, "S5")).score == 5.5
