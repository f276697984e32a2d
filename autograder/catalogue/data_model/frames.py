"""From a table to the data dictionary and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import eighths, gene_names, made_up, sample_names
from autograder.compare import (
    entry_of,
    expect,
    expect_close,
    expect_conduct,
    expect_independent,
    expect_names,
    expect_type,
    expect_value,
)
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- from_pd

from_pd = exercise("from_pd", lesson="data_model", points=2, reference=functions.from_pd)


def _frame(rng: np.random.Generator, n_genes: int, n_samples: int) -> pd.DataFrame:
    return pd.DataFrame(
        eighths(rng, n_genes, n_samples),
        index=gene_names(rng, n_genes),
        columns=sample_names(rng, n_samples),
    )


def _expect_expression(answer: Any, frame: pd.DataFrame) -> None:
    expression = entry_of(answer, "expression", np.ndarray)
    what = "your data's expression"
    expect_close(expression, frame.to_numpy(dtype=float), what, names=list(frame.index))
    expect(
        expression.dtype.kind == "f",
        f"{what} should hold floats, but its dtype is {expression.dtype}",
    )


@from_pd.check("expression: the values as an array of floats", points=0.5)
def expression_as_floats(call: Call, rng: np.random.Generator) -> None:
    frame = _frame(rng, 7, 4)
    _expect_expression(call(frame), frame)
    whole = frame.round().astype(int)
    _expect_expression(call(whole), whole)
    partly_whole = whole.assign(last=frame.iloc[:, -1])
    _expect_expression(call(partly_whole), partly_whole)


@from_pd.check("genes and samples: tables that have the names as index and no columns", points=1)
def tables_of_names(call: Call, rng: np.random.Generator) -> None:
    frame = _frame(rng, 5, 9)
    # Names need not be text: the columns of a time course are minutes.
    minutes = frame.set_axis([10 * i for i in range(9)], axis="columns")
    for table in (frame, minutes):
        answer = call(table)
        for key, names in (("genes", table.index), ("samples", table.columns)):
            entry = entry_of(answer, key, pd.DataFrame)
            expect_names(entry.index, names, f"the index of your data's `{key}`")
            expect(
                entry.shape[1] == 0,
                f"your data's `{key}` should have no columns yet, but has {list(entry.columns)}",
            )


@from_pd.check("a copy: the table stays as it is and shares no values", points=0.5)
def copy_of_the_table(call: Call, rng: np.random.Generator) -> None:
    frame = _frame(rng, 6, 4)
    outcome = call.outcome(frame)
    _expect_expression(expect_value(outcome), frame)
    expect_independent(outcome)
    expect_conduct(call, frame)


@from_pd.misconception(
    "D1",
    "Your array is a window onto the table's own numbers, because `dtype=float` copies only where "
    "it has to convert. Whoever writes into the array changes the table, or cannot write at all: "
    "try `data['expression'][0, 0] = 99`.",
    sees=copy_of_the_table,
)
def window_onto_the_table(expr):
    return {
        "expression": expr.to_numpy(dtype=float),
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }


@from_pd.misconception(
    "D2",
    "You took the values as they lie in the table: whole numbers stay whole numbers, and where "
    "nothing has to be converted the array is a window onto the table itself. Look at "
    "`data['expression'].dtype` for a table of counts, and ask for a copy that holds floats.",
    sees=expression_as_floats,
)
def values_as_they_are(expr):
    return {
        "expression": expr.values,
        "genes": pd.DataFrame(index=expr.index),
        "samples": pd.DataFrame(index=expr.columns),
    }


@from_pd.misconception(
    "D3",
    "The two tables have changed places. Rows of the table are genes and its columns are samples, "
    "so `genes` gets the names of the index and `samples` those of the columns.",
    sees=tables_of_names,
)
def tables_swapped(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": pd.DataFrame(index=expr.columns),
        "samples": pd.DataFrame(index=expr.index),
    }


@from_pd.misconception(
    "D4",
    "You put the names into a column, and the rows are numbered 0, 1, 2 …, so a gene cannot be "
    "looked up by its name. The names belong into the index; columns come later, when something "
    "is known about the genes.",
    sees=tables_of_names,
)
def names_in_a_column(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": pd.DataFrame(expr.index),
        "samples": pd.DataFrame(expr.columns),
    }


@from_pd.misconception(
    "D5",
    "You stored the names alone. `genes` and `samples` are DataFrames that have these names as "
    "their index, because lessons to come add columns to them: look at `type(data['genes'])`.",
    sees=tables_of_names,
)
def names_without_a_table(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": expr.index,
        "samples": expr.columns,
    }


from_pd.hints(
    "The result is a dictionary with three entries. Which parts of a DataFrame hold the numbers, "
    "the names of the rows and the names of the columns?",
    "`expr.to_numpy(...)` gives the numbers; it has arguments for the type and for a copy. A "
    "DataFrame without columns is made from an index alone: `pd.DataFrame(index=...)`.",
    'Return `{"expression": expr.to_numpy(dtype=float, copy=True), "genes": '
    'pd.DataFrame(index=expr.index), "samples": ...}`, the last one with the names of the columns.',
)

# ---------------------------------------------------------------- expression_df

expression_df = exercise(
    "expression_df", lesson="data_model", points=1, reference=functions.expression_df
)


@expression_df.check("genes as rows and samples as columns, by name", points=0.5)
def both_names(call: Call, rng: np.random.Generator) -> None:
    for tables in (True, False):
        data = made_up(rng, 8, 5, tables)
        table = call(data)
        expect_type(table, pd.DataFrame, "your table")
        expect_names(table.index, data["genes"].index, "the index of your table")
        expect_names(table.columns, data["samples"].index, "the columns of your table")


@expression_df.check("every value in its place; the data stay as they are", points=0.5)
def values_in_place(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 4, 6)
    table = call(data)
    expect_type(table, pd.DataFrame, "your table")
    expect_close(table, data["expression"], "your table", names=list(data["genes"].index))
    expect_conduct(call, data)


@expression_df.misconception(
    "D6",
    "Your table has the gene names, but its columns are numbered 0, 1, 2 …: nobody can tell which "
    "sample is which. The sample names are the index of `data['samples']`; give them as `columns`.",
    sees=both_names,
)
def columns_without_names(data):
    return pd.DataFrame(data["expression"], index=data["genes"].index)


@expression_df.misconception(
    "D7",
    "Your table lies on its side, samples × genes. Rows are genes here, as in the matrix: compare "
    "`expression_df(data).shape` with `data['expression'].shape`.",
    sees=both_names,
)
def table_on_its_side(data):
    return pd.DataFrame(
        data["expression"].T, index=data["samples"].index, columns=data["genes"].index
    )


expression_df.hints(
    "`pd.DataFrame` can be told the names of its rows and of its columns. Where in `data` are they?",
    "The names are the index of each of the two tables: `data['genes'].index` for the rows.",
    "`pd.DataFrame(data['expression'], index=data['genes'].index, columns=...)`, where the columns "
    "are named by the index of `data['samples']`.",
)
