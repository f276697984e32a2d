"""Rows by position, samples by what is known about them, and the matrix on its side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import data_of, eighths, made_up
from autograder.compare import (
    entry_of,
    expect,
    expect_close,
    expect_conduct,
    expect_data,
    expect_error,
    expect_names,
    expect_new_data,
    kind,
)
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- subset_genes

subset_genes = exercise(
    "subset_genes", lesson="data_model", points=2, reference=functions.subset_genes
)


def _some_rows(rng: np.random.Generator, n_genes: int) -> np.ndarray:
    """Half of the positions, in an order that is neither rising nor falling."""
    rows = rng.permutation(n_genes)[: n_genes // 2]
    rows[:3] = np.sort(rows[:3])[[1, 2, 0]]
    return rows


def _rows_of(data: dict[str, Any], rows: np.ndarray) -> dict[str, Any]:
    return {
        "expression": data["expression"][rows],
        "genes": data["genes"].iloc[rows],
        "samples": data["samples"],
    }


def _expect_rows(answer: Any, expected: dict[str, Any]) -> None:
    expression = entry_of(answer, "expression", np.ndarray)
    names = list(expected["genes"].index)
    expect_close(expression, expected["expression"], "your data's expression", names=names)


@subset_genes.check("rows at integer positions, in the order given", points=0.5)
def rows_in_the_order_given(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 12, 15)
    rows = _some_rows(rng, 12)
    _expect_rows(call(data, rows), _rows_of(data, rows))
    _expect_rows(call(data, rows.tolist()), _rows_of(data, rows))
    _expect_rows(call(data, [1, 0]), _rows_of(data, np.array([1, 0])))


@subset_genes.check("rows where a boolean mask is True", points=0.5)
def rows_of_a_mask(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 11, 13)
    mask = rng.permutation(np.arange(11) < 4)
    rows = np.flatnonzero(mask)
    _expect_rows(call(data, mask.tolist()), _rows_of(data, rows))
    _expect_rows(call(data, mask), _rows_of(data, rows))


@subset_genes.check("the table of genes follows, the samples stay", points=0.5)
def tables_follow(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 10, 12)
    rows = _some_rows(rng, 10)
    expect_data(call(data, rows.tolist()), _rows_of(data, rows))
    mask = rng.permutation(np.arange(10) < 6)
    expect_data(call(data, mask), _rows_of(data, np.flatnonzero(mask)))
    bare = made_up(rng, 10, 12, tables=False)
    expect_data(call(bare, rows), _rows_of(bare, rows))


@subset_genes.check("new data that shares nothing with the old", points=0.5)
def subset_is_new(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 8, 9)
    everything = np.arange(8)
    for chosen in (_some_rows(rng, 8).tolist(), everything.tolist(), everything >= 0):
        rows = everything[chosen]
        expect_new_data(call, _rows_of(data, rows), data, chosen)


@subset_genes.misconception(
    "D14",
    "Your rows come in the matrix's order, not in the order asked for: `[5, 2]` means gene 5 "
    "first. A mask or a sort forgets the order; index the array with the positions themselves.",
    sees=rows_in_the_order_given,
)
def order_lost(data, gene_idx):
    chosen = np.asarray(gene_idx)
    rows = np.flatnonzero(chosen) if chosen.dtype == bool else np.sort(chosen)
    return functions.subset_genes(data, rows)


@subset_genes.misconception(
    "D15",
    "The matrix has fewer rows now, but the table of genes is still whole, so the names belong to "
    "other rows. Choose the same rows there: `data['genes'].iloc[gene_idx]`.",
    sees=tables_follow,
)
def genes_left_whole(data, gene_idx):
    return {
        "expression": data["expression"][np.asarray(gene_idx)],
        "genes": data["genes"].copy(),
        "samples": data["samples"].copy(),
    }


@subset_genes.misconception(
    "D16",
    "You read True and False as the positions 1 and 0, so genes 0 and 1 come again and again. A "
    "mask says for every gene whether it stays: look at `np.asarray(gene_idx).dtype` first.",
    sees=rows_of_a_mask,
)
def mask_as_positions(data, gene_idx):
    rows = [int(i) for i in gene_idx]
    return {
        "expression": data["expression"][rows],
        "genes": data["genes"].iloc[rows],
        "samples": data["samples"].copy(),
    }


@subset_genes.misconception(
    "D17",
    "You chose columns of the matrix, and columns are samples. Genes are rows, the first axis: "
    "`data['expression'][gene_idx]`.",
    sees=rows_in_the_order_given,
)
def columns_for_rows(data, gene_idx):
    return {
        "expression": data["expression"][:, np.asarray(gene_idx)],
        "genes": data["genes"].iloc[gene_idx],
        "samples": data["samples"].copy(),
    }


@subset_genes.misconception(
    "D18",
    "You changed `data` itself and gave it back, so the caller's other genes are gone. Build a new "
    "dictionary, and compare `data['expression'].shape` before and after a call.",
    sees=subset_is_new,
)
def input_made_into_the_answer(data, gene_idx):
    data["expression"] = data["expression"][np.asarray(gene_idx)]
    data["genes"] = data["genes"].iloc[gene_idx]
    return data


@subset_genes.misconception(
    "Z10",
    "`data.copy()` copies the dictionary, not what is in it, and so the table of samples is the "
    "very same object in both. A column added to one appears in the other: copy the table too.",
    sees=subset_is_new,
)
def shallow_copy(data, gene_idx):
    subset = data.copy()
    subset["expression"] = data["expression"][np.asarray(gene_idx)]
    subset["genes"] = data["genes"].iloc[gene_idx]
    return subset


subset_genes.hints(
    "Two of the three entries lose rows, and they have to lose the same ones. What happens to the "
    "third?",
    "An array takes a list of positions or a boolean mask in square brackets; a DataFrame takes "
    "both in `.iloc[...]`. Neither result may share anything with `data`.",
    "With `idx = np.asarray(gene_idx)`, return a new dictionary of `data['expression'][idx]`, "
    "`data['genes'].iloc[idx].copy()` and a copy of `data['samples']`.",
)

# ---------------------------------------------------------------- samples_in

samples_in = exercise("samples_in", lesson="data_model", points=1, reference=functions.samples_in)


def _facs_data(rng: np.random.Generator) -> dict[str, Any]:
    """Data whose sorting gates contain one another's names and differ from the sample names."""
    data = made_up(rng, 4, 12)
    gates = ["MEP", "MEP", "MEP", "pre-MEP", "pre-MEP", "MEP CD41+", "mep", "GMP", "GMP", "LTHSC"]
    gates = rng.permutation([*gates, "GMP", "LTHSC"])
    # One sample, at least, that its name calls a MEP was sorted as something else.
    called_mep = int(np.argmax(data["samples"].index.str.startswith("MEP")))
    sorted_gmp = int(np.argmax(gates == "GMP"))
    gates[[called_mep, sorted_gmp]] = gates[[sorted_gmp, called_mep]]
    data["samples"]["sorted gate"] = gates
    return data


def _expect_samples(answer: Any, wanted: list[Any]) -> None:
    listed = isinstance(answer, list | tuple | np.ndarray | pd.Index | pd.Series)
    expect(listed, f"your answer should be a list of sample names, but it is {kind(answer)}")
    expect_names(answer, wanted, "your answer")


@samples_in.check("the names of the samples whose column equals the value", points=0.5)
def samples_with_the_value(call: Call, rng: np.random.Generator) -> None:
    data = _facs_data(rng)
    samples = data["samples"]
    for column, value in (("sorted gate", "MEP"), ("sorted gate", "GMP"), ("batch", 2)):
        if (samples[column] == value).any():
            wanted = [n for n, v in zip(samples.index, samples[column], strict=True) if v == value]
            _expect_samples(call(data, column, value), wanted)
    expect_conduct(call, data, "population", "GMP")


@samples_in.check("an empty list where no sample has the value", points=0.25)
def nobody(call: Call, rng: np.random.Generator) -> None:
    data = _facs_data(rng)
    _expect_samples(
        call(data, "population", "LTHSC"), functions.samples_in(data, "population", "LTHSC")
    )
    _expect_samples(call(data, "population", "CLP"), [])
    _expect_samples(call(data, "batch", 17), [])


@samples_in.check("an unknown column is a KeyError that names it", points=0.25)
def unknown_column(call: Call, rng: np.random.Generator) -> None:
    data = _facs_data(rng)
    _expect_samples(
        call(data, "population", "MEP"), functions.samples_in(data, "population", "MEP")
    )
    for column in ("donor", "marker_of"):
        when = f"a table without a column {column!r}"
        expect_error(call.outcome(data, column, "MEP"), KeyError, [column], when=when)


@samples_in.misconception(
    "D19",
    "Your answer has True or False for every sample: that is the question's mask, not yet the "
    "names. Use it to choose from the index, `column.index[column == value]`.",
    sees=samples_with_the_value,
)
def mask_instead_of_names(data, col_name, value):
    return data["samples"][col_name] == value


@samples_in.misconception(
    "D20",
    "Your answer holds positions, 0, 1, 2 …, where names were asked for. The index of the table "
    "has the name of every position.",
    sees=samples_with_the_value,
)
def positions_instead_of_names(data, col_name, value):
    return np.flatnonzero(data["samples"][col_name] == value).tolist()


@samples_in.misconception(
    "D21",
    "You accept every text that contains the value, so `MEP` also finds `pre-MEP`. Equal means "
    "`==`.",
    sees=samples_with_the_value,
)
def part_of_a_text(data, col_name, value):
    column = data["samples"][col_name]
    return [name for name, entry in column.items() if str(value) in str(entry)]


@samples_in.misconception(
    "D22",
    "You read the value out of the samples' names. A name is only a name: the column may say "
    "something else about that sample, and it is the column that was asked.",
    sees=samples_with_the_value,
)
def names_read_as_facts(data, col_name, value):
    data["samples"][col_name]
    return [name for name in data["samples"].index if name.startswith(str(value))]


@samples_in.misconception(
    "D23",
    "For a column that does not exist you answer with an empty list, so a typing error looks like "
    "a result: no such samples. Let the KeyError of `data['samples'][col_name]` through.",
    sees=unknown_column,
)
def unknown_column_is_nobody(data, col_name, value):
    if col_name not in data["samples"].columns:
        return []
    return functions.samples_in(data, col_name, value)


samples_in.hints(
    "The column is in `data['samples']`; comparing it with the value asks every sample at once.",
    "`column == value` is True or False for every sample. The index of the column can be chosen "
    "from with it; `.tolist()` makes a list. pandas raises the KeyError for you, if you let it.",
    "`column = data['samples'][col_name]`, then return the list of `column.index[column == value]`.",
)

# ---------------------------------------------------------------- transpose

transpose = exercise("transpose", lesson="data_model", points=1, reference=functions.transpose)


def _turned(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "expression": data["expression"].T,
        "genes": data["samples"],
        "samples": data["genes"],
    }


@transpose.check("the matrix transposed and the two tables swapped", points=0.5)
def matrix_and_tables(call: Call, rng: np.random.Generator) -> None:
    for data in (made_up(rng, 7, 4), made_up(rng, 5, 5, tables=False)):
        expect_data(call(data), _turned(data))


@transpose.check("twice gives the original", points=0.25)
def twice(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 3, 8)
    once = call(data)
    expect(once is not None, "your data is None: is there a `return`?")
    expect_data(once, _turned(data))
    expect_data(call(once), data)


@transpose.check("new data that shares nothing with the old", points=0.25)
def turned_is_new(call: Call, rng: np.random.Generator) -> None:
    data = data_of(eighths(rng, 6, 4), rng)
    expect_new_data(call, _turned(data), data)


@transpose.misconception(
    "D24",
    "The matrix is on its side, but the tables stayed where they were, so `genes` names the "
    "columns. Rows are samples now: `genes` has to become the old table of samples, and the other "
    "way round.",
    sees=matrix_and_tables,
)
def tables_not_swapped(data):
    return {
        "expression": data["expression"].T.copy(),
        "genes": data["genes"].copy(),
        "samples": data["samples"].copy(),
    }


@transpose.misconception(
    "Z10",
    "Everything in your result is the input's own: `.T` is a view of the same numbers, and the "
    "tables are the same objects. A change to one shows in the other: add `.copy()` to all three.",
    sees=turned_is_new,
)
def nothing_copied(data):
    return _turned(data)


@transpose.misconception(
    "D25",
    "You copied the tables, but `.T` is a view: the same numbers in memory, read in another order. "
    "Set `result['expression'][0, 0] = 99` and look at the input.",
    sees=turned_is_new,
)
def matrix_is_a_view(data):
    return {
        "expression": data["expression"].T,
        "genes": data["samples"].copy(),
        "samples": data["genes"].copy(),
    }


@transpose.misconception(
    "D26",
    "The shape is right, but the values sit in wrong places: `reshape` fills the new shape row by "
    "row, so a gene's values end up spread over several genes. Use `.T`, and try it on a 2 × 3 "
    "matrix.",
    sees=matrix_and_tables,
)
def reshaped(data):
    return {
        "expression": data["expression"].reshape(data["expression"].shape[::-1]).copy(),
        "genes": data["samples"].copy(),
        "samples": data["genes"].copy(),
    }


transpose.hints(
    "What was a row becomes a column. Which table names the rows afterwards?",
    "`.T` turns an array on its side, but it is a view of the same numbers. The two tables change "
    "places, and all three must be new.",
    "Return a dictionary of `data['expression'].T.copy()`, with a copy of `data['samples']` as "
    "`genes` and ...",
)
