"""Is this a valid data dictionary?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import made_up
from autograder.compare import (
    expect,
    expect_error,
    expect_untouched,
    expect_value,
    kind,
)
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- check_data_model

check_data_model = exercise(
    "check_data_model", lesson="data_model", points=3, reference=functions.check_data_model
)
KEYS = ("expression", "genes", "samples")


def _expect_accepted(call: Call, data: Any, case: str) -> None:
    outcome = call.outcome(data)
    answer = expect_value(outcome)
    expect(answer is None, f"{case}: the answer should be None, but it is {kind(answer)}")
    expect_untouched(outcome)


def _without(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: entry for name, entry in data.items() if name != key}


@check_data_model.check("a missing key is a ValueError that names it", points=0.5)
def missing_key(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 7, 5)
    _expect_accepted(call, data, "valid data")
    messages = []
    for key in KEYS:
        outcome = call.outcome(_without(data, key))
        expect_error(outcome, ValueError, [key], when=f"data without {key!r}")
        messages.append(outcome.error.message if outcome.error else "")
    expect(
        len(set(messages)) == len(KEYS),
        "the message should name the key that is missing; it is the same for two different keys",
    )


@check_data_model.check("None for valid data", points=0.5, after=missing_key)
def valid_data(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 9, 6)
    _expect_accepted(call, data, "valid data")
    _expect_accepted(call, made_up(rng, 5, 11, tables=False), "valid data, tables without columns")
    counts = {**data, "expression": rng.integers(0, 50, (9, 6))}
    _expect_accepted(call, counts, "an array of whole numbers")
    _expect_accepted(call, {**data, "source": "mouse"}, "valid data with one more entry")
    alike = {**data, "samples": data["samples"].set_axis(data["genes"].index[:6])}
    _expect_accepted(call, alike, "samples that have the names of genes")


@check_data_model.check("an entry of the wrong type is a ValueError that names it", points=1)
def wrong_type(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 6, 4)
    _expect_accepted(call, data, "valid data")
    matrix, genes, samples = (data[key] for key in KEYS)
    wrong = [
        ("expression", "a DataFrame", pd.DataFrame(matrix)),
        ("expression", "a list of lists", matrix.tolist()),
        ("expression", "an array of text", matrix.astype(str)),
        ("expression", "an array with one dimension", matrix.ravel()),
        ("expression", "an array with three dimensions", matrix[:, :, np.newaxis]),
        ("expression", "None", None),
        ("genes", "an Index", genes.index),
        ("genes", "a Series", genes["length"]),
        ("genes", "None", None),
        ("samples", "a list of names", list(samples.index)),
        ("samples", "an array of names", samples.index.to_numpy()),
        ("samples", "a dictionary of columns", samples.to_dict("list")),
    ]
    messages: dict[str, str] = {}
    for key, case, entry in wrong:
        outcome = call.outcome({**data, key: entry})
        expect_error(outcome, ValueError, [key], when=f"{key!r} is {case}")
        messages[key] = outcome.error.message if outcome.error else ""
    expect(
        len(set(messages.values())) == len(KEYS),
        "the message should name the entry of the wrong type; it is the same for different entries",
    )


@check_data_model.check("lengths that don't fit are a ValueError with both numbers", points=0.5)
def wrong_length(call: Call, rng: np.random.Generator) -> None:
    n_genes, n_samples, other_genes, other_samples = (
        int(low + rng.integers(0, 8)) for low in (30, 20, 50, 10)
    )
    data = made_up(rng, n_genes, n_samples)
    _expect_accepted(call, data, "valid data")
    larger = made_up(rng, other_genes, other_samples)
    wrong = [
        ("more genes in the table than rows", "genes", larger["genes"], n_genes),
        ("fewer genes in the table than rows", "genes", data["genes"][:other_samples], n_genes),
        ("fewer samples in the table than columns", "samples", larger["samples"], n_samples),
        ("as many samples as genes", "samples", larger["genes"][:n_genes], n_samples),
    ]
    for case, key, table, length in wrong:
        outcome = call.outcome({**data, key: table})
        expect_error(outcome, ValueError, [len(table), length], when=case)
    turned = call.outcome({**data, "expression": data["expression"].T})
    expect_error(turned, ValueError, [n_genes, n_samples], when="a matrix samples × genes")


@check_data_model.check("a name that occurs twice is a ValueError that names it", points=0.5)
def name_twice(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 10, 7)
    _expect_accepted(call, data, "valid data")
    for key in ("genes", "samples"):
        names = list(data[key].index)
        first, later = sorted(int(i) for i in rng.choice(len(names), 2, replace=False))
        names[later] = names[first]
        outcome = call.outcome({**data, key: data[key].set_axis(names)})
        expect_error(outcome, ValueError, [names[first]], when=f"a name twice in {key!r}")


def _complaint(data: Any) -> str | None:
    """What the reference says of the data."""
    try:
        functions.check_data_model(data)
    except ValueError as error:
        return str(error)
    return None


@check_data_model.misconception(
    "D8",
    "Your function answers True or False. A caller who forgets to look at the answer goes on with "
    "broken data: raise a ValueError that says what is wrong, and return nothing when all is well.",
    sees=valid_data,
)
def answer_true_or_false(data):
    return _complaint(data) is None


@check_data_model.misconception(
    "D9",
    "Broken data pass here: your function returns None, so the program goes on. Text that is "
    "printed or returned stops nobody; `raise ValueError(...)` does.",
    sees=missing_key,
)
def problem_printed(data):
    print(_complaint(data))


@check_data_model.misconception(
    "D10",
    "Your function reaches for the entry before it knows that there is one, so Python's own "
    "KeyError comes first. Ask `if key not in data` and raise a ValueError that names the key.",
    sees=missing_key,
)
def reached_for_it(data):
    for key in KEYS:
        data[key]
    if problem := _complaint(data):
        raise ValueError(problem)


@check_data_model.misconception(
    "D11",
    "Two dimensions alone don't make an array: a DataFrame has `ndim` and `shape` as well, and it "
    "passed. Ask for the type, `isinstance(data['expression'], np.ndarray)`.",
    sees=wrong_type,
)
def anything_with_two_dimensions(data):
    if isinstance(data.get("expression"), pd.DataFrame):
        data = {**data, "expression": data["expression"].to_numpy()}
    if problem := _complaint(data):
        raise ValueError(problem)


@check_data_model.misconception(
    "D12",
    "You compare the genes with the rows of the matrix, but nobody counts the samples. A table of "
    "samples with too few rows passes; its length has to be the matrix's number of columns.",
    sees=wrong_length,
)
def samples_not_counted(data):
    matrix, samples = data.get("expression"), data.get("samples")
    is_matrix = isinstance(matrix, np.ndarray) and matrix.ndim == 2
    if is_matrix and isinstance(samples, pd.DataFrame):
        data = {**data, "expression": np.resize(matrix, (len(matrix), len(samples)))}
    if problem := _complaint(data):
        raise ValueError(problem)


@check_data_model.misconception(
    "D13",
    "You ask whether the two lengths occur in `shape`, not which belongs where. A matrix that lies "
    "on its side passes: rows go with genes, so `shape[0]` with `len(data['genes'])`.",
    sees=wrong_length,
)
def lengths_in_any_order(data):
    expression, genes, samples = (data.get(key) for key in KEYS)
    if (
        isinstance(expression, np.ndarray)
        and isinstance(genes, pd.DataFrame)
        and isinstance(samples, pd.DataFrame)
        and expression.shape == (len(samples), len(genes))
    ):
        data = {**data, "expression": expression.T}
    if problem := _complaint(data):
        raise ValueError(problem)


check_data_model.hints(
    "Go through what can be wrong one by one, the key first, then the type, then the length, then "
    'the names. Each is an `if` and a `raise ValueError(f"...")` that says which.',
    "Use `key not in data`, `isinstance(..., np.ndarray)` with `.ndim` and "
    "`np.issubdtype(matrix.dtype, np.number)`, `isinstance(..., pd.DataFrame)`, `len(...)` against "
    "`matrix.shape`, and `index.duplicated()`.",
    'After the keys and the matrix: `for key, needed in zip(("genes", "samples"), '
    "matrix.shape):` take `table = data[key]`, raise if it is no DataFrame, raise with "
    "`len(table)` and `needed` if they differ, and raise with the first of "
    "`table.index[table.index.duplicated()]` if there is one.",
)
