"""States of programs: the best three levels of every column, which can be found for certain."""

from __future__ import annotations

import numpy as np

import functions
from autograder.compare import Mismatch, as_numbers, expect, expect_conduct, kind, shown
from autograder.exercise import Call, exercise

discretise_programs = exercise(
    "discretise_programs", lesson="programs", points=3, reference=functions.discretise_programs
)

MARGIN = 1e-3
"""The best levels are better than any others by this part: no tie, no rounding decides."""


def three_levels(values: np.ndarray) -> tuple[np.ndarray, float]:
    """The best three levels by trying all pairs of cuts, and how clearly they are the best."""
    different, counts = np.unique(values, return_counts=True)
    n = len(different)
    total = _spreads(different - different.mean(), counts)
    low, high = np.triu_indices(n, 1)
    low, high = low[low > 0], high[low > 0]
    costs = total[0, low] + total[low, high] + total[high, n]
    best = int(costs.argmin())
    states = (values >= different[low[best]]).astype(int) + (values >= different[high[best]]) - 1
    gap = np.delete(costs, best).min(initial=np.inf) - costs[best]
    return states, float(gap) / max(float(values.var()), 1e-300)


def _spreads(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sum of squares around their mean, for the values from a up to b: entry (a, b), a < b."""
    sums = [np.concatenate([[0], np.cumsum(counts * values**power)]) for power in range(3)]
    number, total, square = (one[None, :] - one[:, None] for one in sums)
    return square - total**2 / np.where(number > 0, number, 1)


def _lloyd(values: np.ndarray, centres: np.ndarray) -> np.ndarray | None:
    """Where k-means ends from these centres; None if a level loses all its values."""
    for _ in range(200):
        states = np.abs(values[:, None] - centres).argmin(axis=1)
        if len(set(states.tolist())) < 3:
            return None
        new = np.array([values[states == level].mean() for level in range(3)])
        if np.array_equal(new, centres):
            break
        centres = new
    return states - 1


def _is_clear(values: np.ndarray) -> bool:
    """Whether k-means ends at the best levels, from whichever sensible start."""
    best, margin = three_levels(values)
    starts = [np.linspace(values.min(), values.max(), 3)]
    starts += [
        np.quantile(values, q) for q in ((0, 0.5, 1), (0.25, 0.5, 0.75), (1 / 6, 0.5, 5 / 6))
    ]
    starts += [np.array([values.min(), values.mean(), values.max()])]
    ends = [_lloyd(values, start) for start in starts]
    return margin > MARGIN and all(end is not None and (end == best).all() for end in ends)


def _is_no_simple_cut(values: np.ndarray) -> bool:
    """Whether thirds of the cells, equal widths, and mean ± sd all give other states."""
    best, _ = three_levels(values)
    low, high = values.min(), values.max()
    middle, sd = values.mean(), values.std(ddof=1)
    cuts = [np.quantile(values, (1 / 3, 2 / 3)), low + (high - low) * np.array([1, 2]) / 3]
    cuts += [(middle - sd, middle + sd)]
    return all(((values > a).astype(int) + (values > b) - 1 != best).any() for a, b in cuts)


def groups_column(rng: np.random.Generator, n: int) -> np.ndarray:
    """Three clear groups of different sizes at different distances."""
    while True:
        sizes = rng.permutation([n // 2, n // 4, n - n // 2 - n // 4])
        places = np.cumsum([rng.uniform(0.2, 0.8), rng.uniform(1.5, 3), rng.uniform(1.5, 3)])
        values = rng.permutation(np.repeat(places, sizes) + rng.uniform(-0.3, 0.3, n))
        if _is_clear(values):
            return values


def overlapping_column(rng: np.random.Generator, n: int) -> np.ndarray:
    """Values without gaps, as most usages are."""
    while True:
        values = rng.gamma(rng.uniform(1, 3), size=n)
        if _is_clear(values) and _is_no_simple_cut(values):
            return values


def _three_values(rng: np.random.Generator, n: int) -> np.ndarray:
    while True:
        places = np.cumsum([0.0, rng.uniform(1, 2), rng.uniform(1, 3)])
        values = rng.permutation(np.repeat(places, [n - 2 * (n // 3), n // 3, n // 3]))
        if _is_clear(values):
            return values


def _states(call: Call, usage: np.ndarray) -> np.ndarray:
    answer = call(usage)
    found = as_numbers(answer, "your states")
    expect(
        found.shape == usage.shape,
        f"the states of {usage.shape[0]} cells and {usage.shape[1]} programs should have shape "
        f"{usage.shape}, but your answer is {kind(answer)}",
    )
    wrong = found[~np.isin(found, (-1, 0, 1))]
    if len(wrong):
        raise Mismatch(f"states should be −1, 0 or 1, but one is {shown(float(wrong[0]))}")
    return found


def _expect_best(found: np.ndarray, usage: np.ndarray) -> None:
    for program, values in enumerate(usage.T):
        wanted, states = three_levels(values)[0], found[:, program]
        differ = np.flatnonzero(wanted != states)
        if not len(differ):
            continue
        means = [values[wanted == level].mean() for level in (-1, 0, 1)]
        cell = int(differ[0])
        raise Mismatch(
            f"program {program} has its best three levels around "
            f"{', '.join(f'{mean:.4g}' for mean in means)}: cell {cell}, with a usage of "
            f"{values[cell]:.4g}, should have state {wanted[cell]}, but has {states[cell]:.0f} "
            f"({len(differ)} of {len(values)} cells differ)"
        )


@discretise_programs.check("a state −1, 0 or 1 for every cell and program", points=0.5)
def three_states(call: Call, rng: np.random.Generator) -> None:
    for n, k in ((20, 3), (16, 2)):
        usage = np.column_stack([groups_column(rng, n) for _ in range(k)])
        for states in _states(call, usage).T:
            expect(len(set(states.tolist())) == 3, "every program should have all three states")


@discretise_programs.check("three clear groups: low is −1, high is 1", points=1)
def clear_groups(call: Call, rng: np.random.Generator) -> None:
    for k in (3, 2):
        usage = np.column_stack([groups_column(rng, 20) for _ in range(k)])
        # Programs are not on one scale.
        usage = usage * rng.permutation(6.0 ** np.arange(k)) + rng.permutation(10.0 * np.arange(k))
        _expect_best(_states(call, usage), usage)


@discretise_programs.check("no gaps between the groups: the levels of k-means", points=1)
def overlapping_groups(call: Call, rng: np.random.Generator) -> None:
    usage = np.column_stack([overlapping_column(rng, 22) for _ in range(2)])
    _expect_best(_states(call, usage), usage)
    usage = np.column_stack([_three_values(rng, 15), overlapping_column(rng, 15)])
    _expect_best(_states(call, usage), usage)


@discretise_programs.check("the same states every time; usage stays as it was", points=0.5)
def deterministic(call: Call, rng: np.random.Generator) -> None:
    usage = np.column_stack([groups_column(rng, 18) for _ in range(2)])
    _states(call, usage)
    expect_conduct(call, usage)


discretise_programs.hints(
    "Three levels of numbers on a line: what do the clusters look like when the values are sorted? "
    "And which of k-means' cluster numbers is the lowest level?",
    "For each column, k-means with k = 3: start from the smallest, the middle and the largest value, "
    "put every value to the nearest centre, move the centres to the means, repeat. With the centres "
    "in order from the start, clusters 0, 1, 2 are the levels from low to high; subtract 1. (Or try "
    "all pairs of cuts of the sorted values.)",
    "for each column: centres = np.quantile(values, [0, 0.5, 1]); repeat: level = np.abs(values[:, "
    "None] - centres).argmin(axis=1); centres = np.array([values[level == j].mean() for j in "
    "range(3)]), until nothing changes; states[:, column] = level - 1.",
)
