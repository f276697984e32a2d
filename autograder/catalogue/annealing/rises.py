"""The change of the energy that one move makes."""

from __future__ import annotations

from typing import Any

import numpy as np

import functions
from autograder.catalogue.annealing.partitions import distances, energy_of, partition
from autograder.compare import Mismatch, expect_conduct, expect_number, expect_value
from autograder.exercise import Call, clock, exercise

delta_energy = exercise(
    "delta_energy",
    lesson="annealing",
    points=4,
    reference=functions.delta_energy,
    needs=["energy"],
)


def _expect_change(
    call: Call, labels: np.ndarray, dist_matrix: np.ndarray, k: int, gene: int, new: int
) -> None:
    after = labels.copy()
    after[gene] = new
    before = energy_of(labels, dist_matrix, k)
    change = energy_of(after, dist_matrix, k) - before
    what = f"the change of the energy when gene {gene} goes from cluster {labels[gene]} to {new}"
    answer = call(labels, dist_matrix, k, gene, new)
    expect_number(answer, change, what, atol=1e-9 * max(1.0, abs(before)))


@delta_energy.check("the energy after the move less the energy before", points=1.5)
def difference_of_energies(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((5, 8, 4), (6, 3, 4, 5), (7, 9)):
        labels, k = partition(rng, *sizes), len(sizes)
        dist_matrix = distances(rng, len(labels))
        for gene in rng.permutation(len(labels))[:4]:
            new = (labels[gene] + rng.integers(1, k)) % k
            _expect_change(call, labels, dist_matrix, k, int(gene), int(new))


@delta_energy.check("into an empty cluster, and out of one's own", points=0.5)
def empty_clusters(call: Call, rng: np.random.Generator) -> None:
    labels, dist_matrix = partition(rng, 6, 0, 1, 4), distances(rng, 11)
    in_first, alone = (int(np.flatnonzero(labels == cluster)[0]) for cluster in (0, 2))
    for gene, new in ((in_first, 1), (alone, 3), (alone, 1)):
        _expect_change(call, labels, dist_matrix, 4, gene, new)


# ---------------------------------------------------------------- n steps, not n²

SMALL, LARGE = 300, 1200
HOPELESS = 20.0
"""So many times two energies of few genes: no more genes needed."""
QUICK = 0.03
"""This part of two energies is out of reach for whoever goes through the matrix."""
STEEPEST = 8.0
"""Four times the genes take up to 4 times as long in n steps, and 16 times or longer in n²."""


def _halves(rng: np.random.Generator, n: int) -> tuple[Any, ...]:
    """Two clusters, so that no cluster of the move is small; and a move."""
    labels = partition(rng, n // 2, n - n // 2)
    return labels, distances(rng, n), 2, n // 3, int(1 - labels[n // 3])


def _seconds(call: Call, args: tuple[Any, ...], tries: int) -> float:
    outcomes = [call.outcome(*args) for _ in range(tries)]
    for outcome in outcomes:
        expect_value(outcome)
    return min(outcome.seconds for outcome in outcomes)


def _two_energies(args: tuple[Any, ...]) -> float:
    labels, dist_matrix, k, gene, new = args
    after = labels.copy()
    after[gene] = new

    def run() -> float:
        started = clock()
        functions.energy(after, dist_matrix, k) - functions.energy(labels, dist_matrix, k)
        return clock() - started

    return min(run() for _ in range(3))


@delta_energy.check("in n steps, not in the n² of two energies", points=1.5)
def number_of_steps(call: Call, rng: np.random.Generator) -> None:
    few, many = _halves(rng, SMALL), _halves(rng, LARGE)
    _expect_change(call, *few)
    _seconds(call, few, 1)  # whatever there is to import is imported
    for_few, for_many = _seconds(call, few, 3), 0.0
    share, growth = for_few / max(_two_energies(few), 1e-9), 0.0
    if share <= HOPELESS:
        for_many = _seconds(call, many, 2)
        share = for_many / max(_two_energies(many), 1e-9)
        if share <= QUICK:
            return
        for_few = min(for_few, _seconds(call, few, 3))
        for_many = min(for_many, _seconds(call, many, 2))
        growth = for_many / max(for_few, 1e-9)
        if growth <= STEEPEST:
            return
    how = (
        f", and with {LARGE // SMALL} times the genes {growth:.0f} times as long" if growth else ""
    )
    raise Mismatch(
        f"your function takes {share:.2g} times as long as computing two energies{how}: it goes "
        "through the whole matrix. Only the distances of the gene that moves count: one row"
    )


@delta_energy.check("the move is not made: labels and distances stay as they were", points=0.5)
def nothing_moves(call: Call, rng: np.random.Generator) -> None:
    labels, dist_matrix = partition(rng, 4, 5, 3), distances(rng, 12)
    gene, new = 7, int((labels[7] + 1) % 3)
    _expect_change(call, labels, dist_matrix, 3, gene, new)
    expect_conduct(call, labels, dist_matrix, 3, gene, new)


def _sums(labels, dist_matrix, gene, new):
    """Summed distances of the gene to its old cluster and to the new one."""
    row = dist_matrix[gene]
    return row[labels == labels[gene]].sum(), row[labels == new].sum()


@delta_energy.misconception(
    "S29",
    "Your sign is turned round: the change is the energy *after* the move less the energy before. "
    "What the gene joins comes in, what it leaves goes away.",
    sees=difference_of_energies,
)
def sign_turned_round(labels, dist_matrix, k, gene, new_cluster):
    left, joined = _sums(labels, dist_matrix, gene, new_cluster)
    return 2 * (left - joined) / k


@delta_energy.misconception(
    "S30",
    "Your change is half of what it should be. In the energy each pair counts twice, as (i, j) and "
    "as (j, i), so a distance that comes in or goes away counts twice as well.",
    sees=difference_of_energies,
)
def pairs_counted_once(labels, dist_matrix, k, gene, new_cluster):
    left, joined = _sums(labels, dist_matrix, gene, new_cluster)
    return (joined - left) / k


@delta_energy.misconception(
    "S31",
    "You didn't divide by k. The energy is divided by it, and so is its change.",
    sees=difference_of_energies,
)
def not_divided(labels, dist_matrix, k, gene, new_cluster):
    left, joined = _sums(labels, dist_matrix, gene, new_cluster)
    return 2 * (joined - left)


@delta_energy.misconception(
    "S32",
    "You count the distances that come in with the new cluster, but not those that go away with the "
    "old one. No move would ever lower the energy.",
    sees=difference_of_energies,
)
def only_what_comes_in(labels, dist_matrix, k, gene, new_cluster):
    return 2 * _sums(labels, dist_matrix, gene, new_cluster)[1] / k


@delta_energy.misconception(
    "S33",
    "You took mean distances to the clusters. The energy adds distances up, so the change is a "
    "difference of sums.",
    sees=difference_of_energies,
)
def mean_distances(labels, dist_matrix, k, gene, new_cluster):
    left, joined = _sums(labels, dist_matrix, gene, new_cluster)
    n_left, n_joined = (labels == labels[gene]).sum(), (labels == new_cluster).sum()
    with np.errstate(all="ignore"):
        return 2 * (joined / n_joined - left / max(n_left - 1, 1)) / k


@delta_energy.misconception(
    "S8",
    "The change is right, but computed from two energies, which go through all n² pairs. A search "
    "makes this step 20,000 times. Only pairs with the gene that moves change: one row of the matrix, "
    "n numbers.",
    sees=number_of_steps,
)
def two_energies(labels, dist_matrix, k, gene, new_cluster):
    after = labels.copy()
    after[gene] = new_cluster
    return energy_of(after, dist_matrix, k) - energy_of(labels, dist_matrix, k)


@delta_energy.misconception(
    "S34",
    "You made the move in `labels` to see what it costs, and the caller's gene has moved now. Leave "
    "the labels alone: both sums can be taken without moving anything.",
    sees=nothing_moves,
)
def moved_already(labels, dist_matrix, k, gene, new_cluster):
    left, joined = _sums(labels, dist_matrix, gene, new_cluster)
    labels[gene] = new_cluster
    return 2 * (joined - left) / k


delta_energy.hints(
    "One gene moves. Which pairs were inside a cluster before and are not after? Which the other way "
    "round? What do all of them have in common?",
    "All of them are pairs with this gene, so one row of the matrix, `dist_matrix[gene]`, has all "
    "that you need: the sum over its old cluster goes away, the sum over the new one comes in. Each "
    "pair counts twice, and everything is divided by k.",
    "row = dist_matrix[gene]; left = row[labels == labels[gene]].sum(); joined = row[labels == "
    "new_cluster].sum(); return float(2 * (joined - left) / k).",
)
