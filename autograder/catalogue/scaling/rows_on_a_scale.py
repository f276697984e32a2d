"""Rows on a common scale, in place: z-scores and the range from 0 to 1."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    entry_of,
    expect,
    expect_close,
    expect_data,
    expect_value,
    kind,
)
from autograder.exercise import Call, Exercise, exercise

zscore_rows = exercise("zscore_rows", lesson="scaling", points=3, reference=functions.zscore_rows)
minmax_rows = exercise("minmax_rows", lesson="scaling", points=2, reference=functions.minmax_rows)


def _rows(rng: np.random.Generator, n_genes: int, n_samples: int) -> dict[str, Any]:
    """Rows on very different scales, some around zero."""
    scales = 10.0 ** rng.permutation(np.linspace(-3, 3, n_genes))[:, np.newaxis]
    means = rng.permutation(np.linspace(-2, 6, n_genes))[:, np.newaxis]
    return data_of(rng.normal(means, 1, (n_genes, n_samples)) * scales, rng)


def _with_constant_rows(rng: np.random.Generator) -> dict[str, Any]:
    data = _rows(rng, 9, 8)
    rows = rng.choice(9, 3, replace=False)
    # Eight times one of these adds up without rounding, whichever way the mean is taken.
    data["expression"][rows] = np.array([[0.0], [3.0], [-2.5]])
    return data


def _scaled(exercise: Exercise, data: dict[str, Any]) -> dict[str, Any]:
    expected = copy.deepcopy(data)
    exercise.reference(expected)
    return expected


def _matrix_after(call: Call, data: dict[str, Any]) -> np.ndarray:
    """`data["expression"]` as the call leaves it."""
    outcome = call.outcome(data)
    expect_value(outcome)
    return entry_of(outcome.arguments[0], "expression", np.ndarray, "the data after the call")


def _expect_rows(call: Call, data: dict[str, Any], exercise: Exercise) -> None:
    matrix = _matrix_after(call, data)
    expected = _scaled(exercise, data)["expression"]
    genes = list(data["genes"].index)
    expect_close(matrix, expected, "after the call the row", names=genes)


def _expect_in_place(call: Call, data: dict[str, Any], exercise: Exercise) -> None:
    outcome = call.outcome(data)
    expect_value(outcome)
    expect_data(outcome.arguments[0], _scaled(exercise, data), "the data after the call")
    returned = kind(outcome.value)
    expect(outcome.value is None, f"the function should return None, but it returns {returned}")
    again = call.outcome(data)
    expect_data(again.arguments[0], outcome.arguments[0], "the data after a second call")


# ---------------------------------------------------------------- zscore_rows


def _expect_mean_and_sd(matrix: np.ndarray, data: dict[str, Any]) -> None:
    genes = list(data["genes"].index)
    n_genes, n_samples = data["expression"].shape
    expect(
        matrix.shape == (n_genes, n_samples),
        f"after the call the matrix should still be {n_genes} × {n_samples}, "
        f"but it is {' × '.join(map(str, matrix.shape))}",
    )
    means, sds = matrix.mean(axis=1), matrix.std(axis=1, ddof=1)
    expect_close(means, np.zeros(n_genes), "the mean of the row", names=genes, atol=1e-8)
    expect_close(sds, np.ones(n_genes), "the sd (ddof=1) of the row", names=genes)


@zscore_rows.check("every row has mean 0 and standard deviation 1", points=1.5)
def mean_and_sd(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples in ((9, 14), (11, 3)):
        data = _rows(rng, n_genes, n_samples)
        _expect_mean_and_sd(_matrix_after(call, data), data)
        _expect_rows(call, data, zscore_rows)


@zscore_rows.check("a constant row becomes 0", points=0.5)
def constant_row(call: Call, rng: np.random.Generator) -> None:
    _expect_rows(call, _with_constant_rows(rng), zscore_rows)


@zscore_rows.check("a matrix with as many genes as samples", points=0.5)
def square_matrix(call: Call, rng: np.random.Generator) -> None:
    _expect_rows(call, _rows(rng, 8, 8), zscore_rows)


@zscore_rows.check("data change in place: None is returned, the tables stay", points=0.5)
def zscored_in_place(call: Call, rng: np.random.Generator) -> None:
    _expect_in_place(call, _rows(rng, 7, 10), zscore_rows)


@zscore_rows.misconception(
    "Z1",
    "You scaled the columns: `axis=0` runs down the genes, so every sample has mean 0 now, and the "
    "genes have not. One gene's values lie along a row, `axis=1`.",
    sees=mean_and_sd,
)
def wrong_axis(data):
    values = data["expression"]
    sd = values.std(axis=0, ddof=1)
    data["expression"] = (values - values.mean(axis=0)) / np.where(sd > 0, sd, 1)


@zscore_rows.misconception(
    "Z2",
    "Your standard deviation divides by n, NumPy's default (`ddof=0`); the sample's divides by "
    "n − 1. With 3 samples the z-scores come out 1.22 times too large: say `ddof=1`.",
    sees=mean_and_sd,
)
def population_sd(data):
    values = data["expression"]
    sd = values.std(axis=1, keepdims=True)
    data["expression"] = (values - values.mean(axis=1, keepdims=True)) / np.where(sd > 0, sd, 1)


@zscore_rows.misconception(
    "Z3",
    "The means have shape `(n_genes,)`, and NumPy lines that up with the columns: an error here, "
    "and silently wrong numbers when the matrix is square. `keepdims=True` keeps them a column.",
    sees=mean_and_sd,
)
def without_keepdims(data):
    values = data["expression"]
    sd = values.std(axis=1, ddof=1)
    data["expression"] = (values - values.mean(axis=1)) / np.where(sd > 0, sd, 1)


@zscore_rows.misconception(
    "Z4",
    "A gene with the same value everywhere has sd 0, and 0/0 is NaN. Clustering stops at a NaN "
    "several cells later: divide such rows by 1, then they are 0.",
    sees=constant_row,
)
def nan_for_constants(data):
    values = data["expression"]
    centred = values - values.mean(axis=1, keepdims=True)
    data["expression"] = centred / values.std(axis=1, ddof=1, keepdims=True)


@zscore_rows.misconception(
    "V10",
    "You return new data and leave `data` as it was, but this function works in place: after "
    "`zscore_rows(data)` the caller looks into `data`. Assign to `data['expression']`, return "
    "nothing.",
    sees=zscored_in_place,
)
def new_dictionary(data):
    return _scaled(zscore_rows, data)


@zscore_rows.misconception(
    "V11",
    "The numbers are right, but the function also returns something. A function that works in "
    "place returns None, so that nobody takes the result for a copy.",
    sees=zscored_in_place,
)
def in_place_and_returned(data):
    data["expression"] = _scaled(zscore_rows, data)["expression"]
    return data


@zscore_rows.misconception(
    "V12",
    "After the call `data` is what it was. `expression = ...` only gives a name inside your "
    "function a new value; assign to `data['expression']` for the caller to see it.",
    sees=mean_and_sd,
)
def local_name(data):
    expression = data["expression"]
    expression = _scaled(zscore_rows, data)["expression"]
    print(expression)


@zscore_rows.misconception(
    "V13",
    "You divided by the variance. The standard deviation is its square root, and only that leaves "
    "rows with standard deviation 1: look at `data['expression'].std(axis=1, ddof=1)`.",
    sees=mean_and_sd,
)
def divided_by_variance(data):
    values = data["expression"]
    variance = values.var(axis=1, ddof=1, keepdims=True)
    centred = values - values.mean(axis=1, keepdims=True)
    data["expression"] = centred / np.where(variance > 0, variance, 1)


@zscore_rows.misconception(
    "V14",
    "You used one mean and one standard deviation for the whole matrix, so loud genes stay loud. "
    "Every row has a mean of its own: `axis=1`.",
    sees=mean_and_sd,
)
def one_scale_for_all(data):
    values = data["expression"]
    data["expression"] = (values - values.mean()) / values.std(ddof=1)


@zscore_rows.misconception(
    "V15",
    "The small number in your denominator keeps constant rows from dividing by zero, but it shrinks "
    "every other row a little, quiet genes most. Treat constant rows on their own.",
    sees=mean_and_sd,
)
def denominator_padded(data):
    values = data["expression"]
    sd = values.std(axis=1, ddof=1, keepdims=True)
    data["expression"] = (values - values.mean(axis=1, keepdims=True)) / (sd + 1e-8)


@zscore_rows.misconception(
    "V16",
    "The rows have mean 0 now, but each still has its own spread. Divide by the row's standard "
    "deviation as well.",
    sees=mean_and_sd,
)
def centred_only(data):
    values = data["expression"]
    data["expression"] = values - values.mean(axis=1, keepdims=True)


zscore_rows.hints(
    "For every row: subtract its mean, then divide by its standard deviation. What happens in a row "
    "whose values are all the same?",
    "`.mean(axis=1, keepdims=True)` and `.std(axis=1, ddof=1, keepdims=True)` give one number per "
    "row, as a column that fits the matrix. Replace a standard deviation of 0 before dividing.",
    "With `sd = np.where(sd == 0, 1, sd)`, finish with "
    "`data['expression'] = (values - mean) / sd` and no `return`.",
)

# ---------------------------------------------------------------- minmax_rows


@minmax_rows.check("every row runs from 0 to 1", points=1)
def from_zero_to_one(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples in ((8, 13), (10, 4), (6, 6)):
        _expect_rows(call, _rows(rng, n_genes, n_samples), minmax_rows)


@minmax_rows.check("a constant row becomes 0", points=0.5)
def constant_row_minmax(call: Call, rng: np.random.Generator) -> None:
    _expect_rows(call, _with_constant_rows(rng), minmax_rows)


@minmax_rows.check("data change in place: None is returned, the tables stay", points=0.5)
def minmaxed_in_place(call: Call, rng: np.random.Generator) -> None:
    _expect_in_place(call, _rows(rng, 9, 5), minmax_rows)


def _span(values: np.ndarray, axis: int | None = 1) -> np.ndarray:
    span = values.max(axis=axis, keepdims=True) - values.min(axis=axis, keepdims=True)
    return np.where(span > 0, span, 1)


@minmax_rows.misconception(
    "Z1",
    "You scaled the columns: `axis=0` runs down the genes, so every sample goes from 0 to 1 now. "
    "One gene's values lie along a row, `axis=1`.",
    sees=from_zero_to_one,
)
def minmax_of_columns(data):
    values = data["expression"]
    data["expression"] = (values - values.min(axis=0)) / _span(values, axis=0)


@minmax_rows.misconception(
    "V14",
    "You used the smallest and the largest value of the whole matrix, so a quiet gene ends up "
    "nearly flat. Every row has its own: `axis=1`.",
    sees=from_zero_to_one,
)
def minmax_of_the_matrix(data):
    values = data["expression"]
    data["expression"] = (values - values.min()) / _span(values, axis=None)


@minmax_rows.misconception(
    "V17",
    "You divided by the maximum alone: the largest value is 1, but the smallest is not 0. Subtract "
    "the row's minimum first, and divide by what is left between the two.",
    sees=from_zero_to_one,
)
def divided_by_the_maximum(data):
    values = data["expression"]
    largest = values.max(axis=1, keepdims=True)
    data["expression"] = values / np.where(largest == 0, 1, largest)


@minmax_rows.misconception(
    "V19",
    "After the minimum is subtracted, the largest value is max − min. You divided by max, so no row "
    "ends at 1: look at `data['expression'].max(axis=1)`.",
    sees=from_zero_to_one,
)
def half_a_division(data):
    values = data["expression"]
    largest = values.max(axis=1, keepdims=True)
    shifted = values - values.min(axis=1, keepdims=True)
    data["expression"] = shifted / np.where(largest == 0, 1, largest)


@minmax_rows.misconception(
    "Z3",
    "The minima have shape `(n_genes,)`, and NumPy lines that up with the columns: an error here, "
    "and silently wrong numbers when the matrix is square. `keepdims=True` keeps them a column.",
    sees=from_zero_to_one,
)
def minmax_without_keepdims(data):
    values = data["expression"]
    data["expression"] = (values - values.min(axis=1)) / _span(values)[:, 0]


@minmax_rows.misconception(
    "Z4",
    "A gene with the same value everywhere has no range, and 0/0 is NaN. Divide such rows by 1, "
    "then their zeros stay zeros.",
    sees=constant_row_minmax,
)
def minmax_nan(data):
    values = data["expression"]
    smallest = values.min(axis=1, keepdims=True)
    data["expression"] = (values - smallest) / (values.max(axis=1, keepdims=True) - smallest)


@minmax_rows.misconception(
    "V18",
    "You left constant rows as they were, so a gene that is 3 everywhere is still 3 on a scale from "
    "0 to 1. Such a row becomes 0.",
    sees=constant_row_minmax,
)
def constant_rows_left_alone(data):
    values = data["expression"]
    varies = values.min(axis=1) < values.max(axis=1)
    smallest = values.min(axis=1, keepdims=True)
    scaled = (values - smallest) / _span(values)
    data["expression"] = np.where(varies[:, np.newaxis], scaled, values)


@minmax_rows.misconception(
    "V10",
    "You return new data and leave `data` as it was, but this function works in place: after "
    "`minmax_rows(data)` the caller looks into `data`. Assign to `data['expression']`, return "
    "nothing.",
    sees=minmaxed_in_place,
)
def minmax_new_dictionary(data):
    return _scaled(minmax_rows, data)


@minmax_rows.misconception(
    "V11",
    "The numbers are right, but the function also returns something. A function that works in "
    "place returns None, so that nobody takes the result for a copy.",
    sees=minmaxed_in_place,
)
def minmax_in_place_and_returned(data):
    data["expression"] = _scaled(minmax_rows, data)["expression"]
    return data


minmax_rows.hints(
    "The smallest value of a row should become 0 and its largest 1. What do you subtract, and how "
    "long is the row's range after that?",
    "`values.min(axis=1, keepdims=True)` and `values.max(axis=1, keepdims=True)` give one number "
    "per row. A constant row has range 0: replace that before dividing.",
    "With `span = largest - smallest` and `span = np.where(span == 0, 1, span)`, finish with "
    "`data['expression'] = (values - smallest) / span` and no `return`.",
)
