"""Simulated annealing: what has to hold of every search, and of one that cools slowly enough."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.annealing.partitions import distances, energy_of, partition
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_conduct,
    expect_number,
    expect_partition,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

anneal = exercise(
    "anneal",
    lesson="annealing",
    points=6,
    reference=functions.anneal,
    needs=["energy", "propose_move", "delta_energy"],
)


def _search(
    call: Call, dist_matrix: np.ndarray, k: int, n_iter: int, **schedule: Any
) -> tuple[np.ndarray, np.ndarray]:
    """The learner's labels and energies, if they are labels and energies."""
    answer = call(dist_matrix, k, n_iter=n_iter, **schedule)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Mismatch(
            f"your answer should be two things, `return labels, energies`, but it is {kind(answer)}"
        )
    labels, n = as_numbers(answer[0], "your labels"), len(dist_matrix)
    expect(
        labels.shape == (n,),
        f"there should be one label for each of {n} genes, but the labels (the first of the two) "
        f"have shape {labels.shape}",
    )
    wrong = labels[~np.isin(labels, np.arange(k))]
    if len(wrong):
        raise Mismatch(
            f"with k={k} the labels should be whole numbers from 0 to {k - 1}, but one is "
            f"{shown(wrong[0])}"
        )
    energies = as_numbers(answer[1], "your energies")
    expect(
        energies.shape == (n_iter + 1,),
        f"n_iter={n_iter} moves should give {n_iter + 1} energies, that of the start and one after "
        f"each proposed move, but yours have shape {energies.shape}",
    )
    expect(np.isfinite(energies).all(), "some of your energies are not numbers")
    return labels.astype(int), energies


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(10_000))


@anneal.check("labels from 0 to k − 1, and n_iter + 1 energies", points=0.75)
def labels_and_energies(call: Call, rng: np.random.Generator) -> None:
    for n, k, n_iter in ((9, 3, 120), (7, 2, 1), (12, 5, 61)):
        _search(call, distances(rng, n), k, n_iter, temp=2.0, cool=0.99, seed=_seed(rng))


@anneal.check("the last energy is that of the labels", points=1.25)
def last_energy(call: Call, rng: np.random.Generator) -> None:
    # Hot to the end, where the last state is not the best one; slowly cooled; and quenched, where
    # moves that lower the energy come at temperatures near 0.
    for n, k, n_iter, temp, cool in (
        (14, 3, 300, 12.0, 0.9999),
        (13, 4, 900, 8.0, 0.99),
        (24, 4, 400, 1.0, 0.95),
    ):
        dist_matrix = distances(rng, n)
        schedule = {"temp": temp, "cool": cool, "seed": _seed(rng)}
        labels, energies = _search(call, dist_matrix, k, n_iter, **schedule)
        expected = energy_of(labels, dist_matrix, k)
        expect_number(energies[-1], expected, "the last of your energies", rtol=1e-6)


def _equal_distances(n: int, distance: float) -> np.ndarray:
    return distance * (1 - np.eye(n))


@anneal.check("moves that raise the energy by Δ are accepted with probability exp(−Δ/T)", points=1)
def metropolis(call: Call, rng: np.random.Generator) -> None:
    hot = {"temp": 200.0, "cool": 0.9999, "seed": _seed(rng)}
    _, energies = _search(call, distances(rng, 14), 3, 200, **hot)
    expect(
        (np.diff(energies) > 0).sum() > 20,
        f"200 moves at a high temperature raised the energy {(np.diff(energies) > 0).sum()} times: "
        "nearly all moves should be accepted, and half of them raise it",
    )
    # Four genes, all equally far from each other, in two clusters: two and two have the energy 2d,
    # three and one 3d, four and none 6d. From 2d every other cluster is uphill by d; from 3d, three
    # of the four genes lead down again. Some moves may be wasted, in the same share from both.
    distance = float(rng.uniform(3, 8))
    temp, n_iter = distance / 2, 4000
    schedule = {"temp": temp, "cool": 0.99999, "seed": _seed(rng)}
    _, energies = _search(call, _equal_distances(4, distance), 2, n_iter, **schedule)
    levels = np.round(energies / distance, 6)
    strange = ~np.isin(levels, (2, 3, 6))
    if strange.any():
        raise Mismatch(
            f"with 4 genes at distance {shown(distance)} and k=2, energies are 2, 3 or 6 times that, "
            f"but number {int(strange.argmax())} of yours is {shown(energies[strange.argmax()])}"
        )
    before, after = levels[:-1], levels[1:]
    low, middle = before == 2, before == 3
    n_up, n_down = int((low & (after == 3)).sum()), int((middle & (after == 2)).sum())
    expect(
        low.sum() > 50 and n_up > 5 and n_down > 5,
        f"in {n_iter} moves at a temperature of half the distance, {n_up} raised the energy from its "
        f"lowest value and {n_down} lowered it again: about one in eight that would raise it should be "
        "accepted",
    )
    share = (n_up / low.sum()) / (n_down / middle.sum() / 0.75)
    expect(
        0.065 <= share <= 0.23,
        f"of moves that raise the energy by Δ = 2T, a share of exp(−2) = 0.135 should be accepted, "
        f"but it is {share:.3f}",
    )


@anneal.check(
    "the temperature falls with every move: once cold, no move raises the energy", points=0.5
)
def cooling(call: Call, rng: np.random.Generator) -> None:
    distance = float(rng.uniform(2, 6))
    schedule = {"temp": 2 * distance, "cool": 0.99, "seed": _seed(rng)}
    _, energies = _search(call, _equal_distances(6, distance), 2, 3000, **schedule)
    rises = np.diff(energies)[1000:] > 1e-6 * distance
    if rises.any():
        move = 1000 + int(rises.argmax())
        raise Mismatch(
            f"after {move} moves with cool=0.99 the temperature is {0.99**move:.1g} of what it was, "
            f"but that move raised the energy by {shown(float(np.diff(energies)[move]))} "
            f"({int(rises.sum())} such moves in the last 2,000)"
        )


@anneal.check("the search ends clearly below its start", points=1)
def below_the_start(call: Call, rng: np.random.Generator) -> None:
    dist_matrix = distances(rng, 24)
    schedule = {"temp": 10.0, "cool": 0.995, "seed": _seed(rng)}
    _, energies = _search(call, dist_matrix, 4, 1500, **schedule)
    expect(
        energies[-1] < 0.85 * energies[0],
        f"1,500 moves of 24 genes lead from {shown(round(energies[0], 2))} to "
        f"{shown(round(energies[-1], 2))} only: less than 85 % is within easy reach",
    )


@anneal.check("well separated clusters of equal size are found", points=1)
def separated_clusters(call: Call, rng: np.random.Generator) -> None:
    # With these schedules a search misses the truth less often than once in 10^12 times, whatever
    # its start: computed for groups of points at the same place, step by step over all states.
    for k, size, cool, n_iter in ((2, 6, 0.99, 900), (3, 4, 0.996, 2500)):
        truth = partition(rng, *[size] * k)
        points = 10 / 2**0.5 * np.eye(k)[truth] + 0.3 * rng.normal(size=(k * size, k))
        dist_matrix = squareform(pdist(points))
        schedule = {"temp": 10.0, "cool": cool, "seed": _seed(rng)}
        labels, _ = _search(call, dist_matrix, k, n_iter, **schedule)
        what = f"your labels of {k} groups of {size} genes that lie far apart"
        expect_partition(labels, truth, what)


@anneal.check("random numbers from the seed alone; the distances stay as they were", points=0.5)
def seeded_and_untouched(call: Call, rng: np.random.Generator) -> None:
    dist_matrix = distances(rng, 15)
    schedule = {"temp": 5.0, "cool": 0.99}
    traces = [_search(call, dist_matrix, 4, 200, **schedule, seed=seed)[1] for seed in range(4)]
    expect(
        any(not np.array_equal(traces[0], trace) for trace in traces[1:]),
        "four seeds give the same search: take the random numbers from "
        "`np.random.default_rng(seed)`, with the argument `seed`",
    )
    expect_conduct(call, dist_matrix, 4, n_iter=200, seed=7, **schedule)


anneal.hints(
    "A search remembers three things: the labels, the energy, and the temperature. Which of them "
    "changes when a move is refused?",
    "In every round propose a move and compute its Δ. Accept it if Δ < 0, or if a random number from "
    "0 to 1 is below exp(−Δ / T). Only then change the label and add Δ to the energy; append the "
    "energy and cool down in any case. Begin the list with the energy of the start.",
    "rng = np.random.default_rng(seed); labels = rng.integers(k, size=n); energies = [energy(labels, "
    "dist_matrix, k)]; for each round: gene, new = propose_move(labels, k, rng); delta = "
    "delta_energy(...); if delta < 0 or rng.random() < np.exp(-delta / temp): labels[gene] = new, else "
    "delta = 0; energies.append(energies[-1] + delta); temp *= cool.",
)
