"""Shares of cell types in samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.limma.inputs import sample_ids
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_conduct,
    expect_type,
    shown,
)
from autograder.exercise import Call, exercise

proportions = exercise(
    "proportions", lesson="single_cell", points=2, reference=functions.proportions
)

TYPES = ("Neu", "Mo", "Prog", "DCp", "MM")


def _tissue(
    rng: np.random.Generator, n_samples: int, n_types: int, n_absent: int = 0
) -> tuple[pd.Series, pd.Series]:
    """Samples and types of cells by barcode, in mixed order; some types absent from samples."""
    names = sample_ids(rng, n_samples)
    types = [str(name) for name in rng.permutation(TYPES)[:n_types]]
    counts = rng.integers(2, 15, (n_samples, n_types))
    for i in range(n_absent):  # different rows and different columns: no type is absent everywhere
        counts[i % n_samples, i % n_types] = 0
    pairs = [
        (name, one)
        for name, row in zip(names, counts, strict=True)
        for one, number in zip(types, row, strict=True)
        for _ in range(number)
    ]
    pairs = [pairs[i] for i in rng.permutation(len(pairs))]
    letters = rng.choice(list("ACGT"), (len(pairs), 8))
    cells = [f"{''.join(word)}-{i}" for i, word in enumerate(letters)]
    samples = pd.Series([a for a, _ in pairs], index=cells, dtype=object, name="sample")
    return samples, pd.Series([b for _, b in pairs], index=cells, dtype=object, name="cell_type")


def _plain(series: pd.Series) -> np.ndarray:
    return np.array(series.tolist())


def counts_of(samples: Any, cell_types: Any) -> pd.DataFrame:
    """Cells by sample and type, 0 where there are none."""
    pairs = list(zip(list(samples), list(cell_types), strict=True))
    rows, columns = sorted({a for a, _ in pairs}), sorted({b for _, b in pairs})
    return pd.DataFrame(
        [[float(pairs.count((a, b))) for b in columns] for a in rows], index=rows, columns=columns
    )


def _expect_shares(answer: Any, samples: pd.Series, cell_types: pd.Series) -> None:
    counts = counts_of(samples, cell_types.loc[samples.index])
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect_type(answer, pd.DataFrame, "your table")
    expect(
        set(answer.index) == set(counts.index) and len(answer) == len(counts),
        f"your table should have the samples {shown(list(counts.index))} as its rows, but its index "
        f"is {shown(list(answer.index))}",
    )
    for name in counts.columns:
        expect(
            list(answer.columns).count(name) == 1,
            f"your table should have one column {name!r}; its columns are "
            f"{shown(list(answer.columns))}",
        )
        found = as_numbers(answer.loc[counts.index, name], f"the column {name!r}")
        shares = (counts[name] / counts.sum(axis=1)).to_numpy()
        wrong = np.flatnonzero(~np.isclose(found, shares, rtol=1e-6, atol=1e-9))
        if len(wrong):
            sample = counts.index[wrong[0]]
            raise Mismatch(
                f"sample {sample} has {counts.loc[sample, name]:.0f} cells of type {name!r} among "
                f"{counts.loc[sample].sum():.0f}, a share of {shares[wrong[0]]:.6g}, but your table "
                f"says {shown(found[wrong[0]])}"
            )


@proportions.check("the share of every type among the cells of a sample", points=0.75)
def shares(call: Call, rng: np.random.Generator) -> None:
    for n_samples, n_types in ((4, 3), (3, 5), (4, 4)):
        samples, types = _tissue(rng, n_samples, n_types)
        _expect_shares(call(_plain(samples), _plain(types)), samples, types)


@proportions.check("a type that a sample lacks has the share 0", points=0.5)
def absent_types(call: Call, rng: np.random.Generator) -> None:
    for n_samples, n_types, n_absent in ((4, 3, 3), (3, 5, 2)):
        samples, types = _tissue(rng, n_samples, n_types, n_absent)
        _expect_shares(call(_plain(samples), _plain(types)), samples, types)


@proportions.check("lists and Series as well as arrays", points=0.25, after=shares)
def containers(call: Call, rng: np.random.Generator) -> None:
    samples, types = _tissue(rng, 3, 4)
    _expect_shares(call(samples.tolist(), types.tolist()), samples, types)
    _expect_shares(call(samples, types), samples, types)


@proportions.check("two Series belong together by their index", points=0.25, after=shares)
def aligned(call: Call, rng: np.random.Generator) -> None:
    samples, types = _tissue(rng, 4, 3)
    shuffled = types.iloc[rng.permutation(len(types))]
    _expect_shares(call(samples, shuffled), samples, types)


@proportions.check("samples and types stay as they were", points=0.25, after=shares)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    samples, types = _tissue(rng, 3, 3)
    _expect_shares(call(samples, types), samples, types)
    expect_conduct(call, samples, types)


proportions.hints(
    "First count: how many cells of each type are in each sample? By what do you divide the counts, "
    "so that every *row* adds up to 1? What stands where a sample has no such cell?",
    "`pd.crosstab(samples, cell_types)` counts, with 0 for what is absent, and matches two Series by "
    "their index. A table divided by a Series meets it by column names; `.div(sums, axis=0)` divides "
    "rows.",
    "counts = pd.crosstab(samples, cell_types); return counts.div(counts.sum(axis=1), axis=0). "
    "Arrays and lists: `pd.Series(list(samples))` first, where they are no Series.",
)


# ---------------------------------------------------------------- proportions that go wrong


def _counts(samples, cell_types):
    if isinstance(samples, pd.Series) and isinstance(cell_types, pd.Series):
        cell_types = cell_types.loc[samples.index]
    return counts_of(samples, cell_types)


def _shares(samples, cell_types):
    counts = _counts(samples, cell_types)
    return counts.div(counts.sum(axis=1), axis=0)


@proportions.misconception(
    "C91",
    "Your table holds counts. A sample of which more cells were caught then has more of everything: "
    "divide each row by its sum.",
    sees=shares,
)
def counts_returned(samples, cell_types):
    return _counts(samples, cell_types)


@proportions.misconception(
    "C92",
    "Your *columns* add up to 1: the share of the samples in a cell type. The task asks for the share "
    "of types in a sample, so divide each row by its sum, `.div(sums, axis=0)`.",
    sees=shares,
)
def within_types(samples, cell_types):
    counts = _counts(samples, cell_types)
    return counts / counts.sum(axis=0)


@proportions.misconception(
    "C93",
    "You divided by the number of all cells, so the whole table adds up to 1, and a large sample has "
    "large shares. Every row is a whole of its own.",
    sees=shares,
)
def of_all_cells(samples, cell_types):
    counts = _counts(samples, cell_types)
    return counts / counts.to_numpy().sum()


@proportions.misconception(
    "C94",
    "Your rows add up to 100. The task asks for shares: rows that add up to 1.",
    sees=shares,
)
def percentages(samples, cell_types):
    return 100 * _shares(samples, cell_types)


@proportions.misconception(
    "C95",
    "Your table has types as rows and samples as columns. A sample is a row here; turn it with `.T`.",
    sees=shares,
)
def transposed(samples, cell_types):
    return _shares(samples, cell_types).T


@proportions.misconception(
    "C96",
    "Your shares are rounded, and the rows don't add up to 1 any more. Round where you print, not "
    "where you compute.",
    sees=shares,
)
def rounded(samples, cell_types):
    return _shares(samples, cell_types).round(2)


@proportions.misconception(
    "Z3",
    "`counts / counts.sum(axis=1)` looks for a sample's sum under the name of a type, finds none, "
    "and fills with NaN. A table meets a Series by column names: `counts.div(sums, axis=0)`.",
    sees=shares,
)
def misaligned_division(samples, cell_types):
    counts = _counts(samples, cell_types)
    return counts / counts.sum(axis=1)


@proportions.misconception(
    "C97",
    "You return one long column of shares, with sample and type both in the index. "
    "`.unstack(fill_value=0)` makes a table of samples × types of it.",
    sees=shares,
)
def long_table(samples, cell_types):
    return _shares(samples, cell_types).stack()


@proportions.misconception(
    "C98",
    "A type that a sample lacks is NaN in yours, not measured. It was measured: none of the cells "
    "was of it, a share of 0. `.unstack(fill_value=0)`, or `.fillna(0)`.",
    sees=absent_types,
)
def absent_is_nan(samples, cell_types):
    table = _shares(samples, cell_types)
    return table.where(table > 0)


@proportions.misconception(
    "C99",
    "You added something to all counts, so that no type has 0. Logarithms need that later; here a "
    "share is a share, and 0 of 40 cells is 0.",
    sees=shares,
)
def pseudocount_added(samples, cell_types):
    counts = _counts(samples, cell_types) + 1
    return counts.div(counts.sum(axis=1), axis=0)


@proportions.misconception(
    "C100",
    "You took two Series by position, though their cells stand in different orders. The index says "
    "which cell is which; `pd.crosstab` of two Series follows it, arrays made of them don't.",
    sees=aligned,
)
def by_position(samples, cell_types):
    counts = counts_of(samples, cell_types)
    return counts.div(counts.sum(axis=1), axis=0)


@proportions.misconception(
    "C101",
    "You gave the caller's Series another index, or changed its entries. Work on copies.",
    sees=inputs_untouched,
)
def index_dropped(samples, cell_types):
    table = _shares(samples, cell_types)
    if isinstance(samples, pd.Series):
        samples.index = range(len(samples))
    return table
