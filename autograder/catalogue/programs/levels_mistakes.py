"""States that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.programs.levels import (
    clear_groups,
    deterministic,
    discretise_programs,
    overlapping_groups,
    three_levels,
    three_states,
)

__all__ = ["discretise_programs"]


def _by_column(usage, levels):
    return np.column_stack([levels(column) for column in usage.T])


def _best(values):
    return three_levels(values)[0]


@discretise_programs.misconception(
    "M16",
    "You cut every program into thirds with equally many cells. A program may be high in a few cells "
    "only: k-means puts the cuts where the values are far apart, however many cells there are.",
    sees=clear_groups,
)
def terciles(usage):
    low, high = np.quantile(usage, [1 / 3, 2 / 3], axis=0)
    return (usage > low).astype(int) + (usage > high) - 1


@discretise_programs.misconception(
    "M17",
    "You cut the range into three equal widths (`pd.cut`). One very high cell moves both cuts. "
    "k-means takes the levels whose members are nearest to their mean.",
    sees=overlapping_groups,
)
def equal_widths(usage):
    low, high = usage.min(axis=0), usage.max(axis=0)
    third = (high - low) / 3
    return (usage > low + third).astype(int) + (usage > low + 2 * third) - 1


@discretise_programs.misconception(
    "M18",
    "Your levels are in no order: cluster numbers of k-means mean nothing. Sort the centres, so that "
    "the lowest is −1 and the highest 1.",
    sees=clear_groups,
)
def numbers_in_no_order(usage):
    return _by_column(usage, lambda values: np.array([1, -1, 0])[_best(values) + 1])


@discretise_programs.misconception(
    "M19",
    "Your states are 0, 1 and 2. The model of the network needs −1, 0 and 1: subtract 1.",
    sees=three_states,
)
def from_zero(usage):
    return _by_column(usage, lambda values: _best(values) + 1)


@discretise_programs.misconception(
    "M20",
    "You found three levels of all programs together. Programs have scales of their own: what is high "
    "for one is low for another. Take every column by itself.",
    sees=clear_groups,
)
def all_columns_together(usage):
    different = np.unique(usage)
    cuts = np.quantile(different, [0.4, 0.8])
    for _ in range(100):
        states = (usage > cuts[0]).astype(int) + (usage > cuts[1])
        centres = [usage[states == level].mean() for level in range(3)]
        cuts = (np.array(centres[:2]) + np.array(centres[1:])) / 2
    return states - 1


@discretise_programs.misconception(
    "M22",
    "High and low are exchanged in yours: −1 is the level with the smallest usage.",
    sees=clear_groups,
)
def upside_down(usage):
    return _by_column(usage, lambda values: -_best(values))


@discretise_programs.misconception(
    "M23",
    "You cut at one standard deviation below and above the mean. That asks how unusual a cell is, not "
    "where the levels are: use three-level k-means.",
    sees=overlapping_groups,
)
def one_standard_deviation(usage):
    z = (usage - usage.mean(axis=0)) / usage.std(axis=0, ddof=1)
    return (z > -1).astype(int) + (z > 1) - 1


@discretise_programs.misconception(
    "M21",
    "Your states are the signs of what is left when the mean is subtracted: two levels, with no middle "
    "one. Three levels are asked for.",
    sees=three_states,
)
def signs(usage):
    return np.sign(usage - usage.mean(axis=0))


@discretise_programs.misconception(
    "M63",
    "You cut half-way between the smallest value, the median and the largest, and stop there: that is "
    "the first assignment. Move the centres to the means of their members, and repeat until nothing "
    "changes.",
    sees=overlapping_groups,
)
def first_assignment(usage):
    centres = np.quantile(usage, [0, 0.5, 1], axis=0)
    return np.abs(usage[:, None, :] - centres).argmin(axis=1) - 1


@discretise_programs.misconception(
    "M64",
    "You took logarithms first. The task asks for the levels of the usage as it is: on another scale, "
    "the cuts are elsewhere.",
    sees=overlapping_groups,
)
def logarithms(usage):
    return _by_column(np.log(np.maximum(usage, 1e-3)), _best)


@discretise_programs.misconception(
    "M24",
    "You found the levels of every cell, along its row. The states are those of a program over all "
    "cells: take the columns.",
    sees=clear_groups,
)
def along_rows(usage):
    if usage.shape[1] < 3:
        return np.tile([-1, 1], (len(usage), 1))
    return _by_column(usage.T, _best).T


@discretise_programs.misconception(
    "M25",
    "Your k-means takes its start from the global generator, so that it may end elsewhere the next "
    "time. Start from fixed centres (smallest, middle, largest), or give it a seed.",
    sees=deterministic,
)
def global_generator(usage):
    np.random.permutation(len(usage))
    return _by_column(usage, _best)


@discretise_programs.misconception(
    "M26",
    "You wrote the states into the caller's usage. Make a new array for them.",
    sees=deterministic,
)
def stored(usage):
    usage[:] = _by_column(usage, _best)
    return usage
