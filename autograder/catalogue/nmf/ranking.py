"""The genes that a program is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import gene_names
from autograder.compare import Mismatch, expect, expect_conduct, expect_type, shown
from autograder.exercise import Call, Crash, exercise

top_genes = exercise("top_genes", lesson="nmf", points=2, reference=functions.top_genes)


def _loadings(rng: np.random.Generator, k: int, m: int) -> np.ndarray:
    """Programs without two equal loadings; the genes of the largest are shared by all programs."""
    common = rng.gamma(2.0, size=m) * 3
    distinct = rng.permutation(k * m).reshape(k, m) / (k * m)
    return common * distinct + 0.01 * distinct


def _form(call: Call, h: np.ndarray, names: list[str], *more: Any, **named: Any) -> Any:
    """The names in the first container that the function takes: the task doesn't say which."""
    forms = (np.array(names, dtype=object), pd.Index(names), names)
    for form in forms:
        if call.outcome(h, form, *more, **named).error is None:
            return form
    return forms[0]


def _table(call: Call, h: np.ndarray, names: list[str], *more: Any, **named: Any) -> np.ndarray:
    found = call(h, _form(call, h, names, *more, **named), *more, **named)
    expect_type(found, pd.DataFrame, "your answer")
    return found.to_numpy(dtype=object)


def _expect_names(found: np.ndarray, h: np.ndarray, names: list[str], n: int) -> None:
    expect(
        found.shape == (n, len(h)),
        f"the {n} top genes of {len(h)} programs should be a table of shape {(n, len(h))}, "
        f"but yours has shape {found.shape}",
    )
    for program, loadings in enumerate(h):
        pairs = sorted(zip(loadings, names, strict=True), reverse=True)[:n]
        wanted, yours = [name for _, name in pairs], [str(name) for name in found[:, program]]
        if yours != wanted:
            raise Mismatch(
                f"the top genes of program {program} (column {program}) should be {shown(wanted)}, "
                f"but are {shown(yours)}"
            )


@top_genes.check("a DataFrame with n rows and a column for every program", points=0.5)
def table_of_names(call: Call, rng: np.random.Generator) -> None:
    for k, m, n in ((3, 20, 5), (4, 12, 2)):
        names = gene_names(rng, m)
        found = _table(call, _loadings(rng, k, m), names, n)
        expect(
            found.shape == (n, k),
            f"the {n} top genes of {k} programs should be a table of shape {(n, k)}, but yours has "
            f"shape {found.shape}",
        )
        strange = [entry for entry in found.ravel().tolist() if str(entry) not in names]
        if strange:
            raise Mismatch(f"the table should hold names of genes, but {shown(strange[0])} is none")


@top_genes.check("the names of the largest loadings, the largest first", points=1)
def largest_first(call: Call, rng: np.random.Generator) -> None:
    for k, m, n in ((3, 20, 6), (5, 14, 3), (1, 9, 9), (4, 4, 4)):
        h, names = _loadings(rng, k, m), gene_names(rng, m)
        _expect_names(_table(call, h, names, n), h, names, n)


@top_genes.check("ten genes unless n says otherwise", points=0.25)
def ten_by_default(call: Call, rng: np.random.Generator) -> None:
    h, names = _loadings(rng, 3, 24), gene_names(rng, 24)
    _expect_names(_table(call, h, names), h, names, 10)
    _expect_names(_table(call, h, names, n=4), h, names, 4)


@top_genes.check("h and the names stay as they were", points=0.25)
def loadings_untouched(call: Call, rng: np.random.Generator) -> None:
    h, names = _loadings(rng, 3, 12), gene_names(rng, 12)
    form = _form(call, h, names, 5)
    outcome = call.outcome(h, form, 5)
    if outcome.error is not None:
        raise Crash(outcome.error)
    expect_type(outcome.value, pd.DataFrame, "your answer")
    expect_conduct(call, h, form, 5)


top_genes.hints(
    "Which of NumPy's functions tells not the sorted values, but where they stood? And in which "
    "direction does it sort?",
    "`np.argsort(-h, axis=1)` holds, for every program, the positions of its genes from the largest "
    "loading to the smallest. Keep the first n, and look the names up: an array of names can be "
    "indexed with a whole matrix of positions.",
    "order = np.argsort(-np.asarray(h), axis=1)[:, :n]; return "
    "pd.DataFrame(np.asarray(gene_names)[order].T), which turns programs into columns.",
)


# ---------------------------------------------------------------- what goes wrong


def _named(order, gene_names):
    return pd.DataFrame(np.asarray(gene_names)[order].T)


@top_genes.misconception(
    "N45",
    "Those are the genes with the *smallest* loadings: `argsort` sorts upwards. Sort `-h`, or take "
    "the last n and turn them round.",
    sees=largest_first,
)
def smallest_loadings(h, gene_names, n=10):
    return _named(np.argsort(h, axis=1)[:, :n], gene_names)


@top_genes.misconception(
    "N46",
    "The right genes, upside down: the last n of `argsort` run from the smallest of them to the "
    "largest. Turn them round with `[:, ::-1]`.",
    sees=largest_first,
)
def largest_last(h, gene_names, n=10):
    return _named(np.argsort(h, axis=1)[:, -n:], gene_names)


@top_genes.misconception(
    "N47",
    "Programs are the rows of your table. The task asks for n rows and a column for every program: "
    "transpose it.",
    sees=table_of_names,
)
def programs_as_rows(h, gene_names, n=10):
    return _named(np.argsort(-h, axis=1)[:, :n], gene_names).T


@top_genes.misconception(
    "N48",
    "Your table holds positions of genes. Look their names up: `np.asarray(gene_names)[order]`.",
    sees=table_of_names,
)
def positions(h, gene_names, n=10):
    return pd.DataFrame(np.argsort(-h, axis=1)[:, :n].T)


@top_genes.misconception(
    "N71",
    "Your table holds the loadings. The task asks for the names of their genes: sort positions with "
    "`argsort`, not values with `sort`.",
    sees=table_of_names,
)
def loadings_themselves(h, gene_names, n=10):
    return pd.DataFrame(-np.sort(-h, axis=1)[:, :n].T)


@top_genes.misconception(
    "N49",
    "You return ten genes whatever `n` says. Cut at `n`.",
    sees=ten_by_default,
)
def always_ten(h, gene_names, n=10):
    return _named(np.argsort(-h, axis=1)[:, :10], gene_names)


@top_genes.misconception(
    "N50",
    "You return a dictionary of lists. The task asks for a DataFrame: `pd.DataFrame(...)` makes one "
    "of it.",
    sees=table_of_names,
)
def dictionary(h, gene_names, n=10):
    return _named(np.argsort(-h, axis=1)[:, :n], gene_names).to_dict("list")


@top_genes.misconception(
    "N51",
    "You sorted the columns of h: for every gene, which program loads on it most. Programs are the "
    "rows: sort along `axis=1`.",
    sees=largest_first,
)
def columns_sorted(h, gene_names, n=10):
    order = np.argsort(-h, axis=0)[:n]
    return pd.DataFrame(np.asarray(gene_names)[order])


@top_genes.misconception(
    "N52",
    "You divided every gene by its total over the programs, and so found the genes that are most "
    "*specific*. That is a good question, but another one: the task asks for the largest loadings.",
    sees=largest_first,
)
def most_specific(h, gene_names, n=10):
    return _named(np.argsort(-h / h.sum(axis=0), axis=1)[:, :n], gene_names)


@top_genes.misconception(
    "N53",
    "The right genes in the order of the alphabet. The largest loading comes first.",
    sees=largest_first,
)
def alphabetical(h, gene_names, n=10):
    order = np.argsort(-h, axis=1)[:, :n]
    return pd.DataFrame(np.sort(np.asarray(gene_names)[order].astype(str), axis=1).T)


@top_genes.misconception(
    "N72",
    "You picked the genes by their mean over all programs, so every program has the same ones. Sort "
    "every row of h by itself.",
    sees=largest_first,
)
def same_for_all(h, gene_names, n=10):
    order = np.tile(np.argsort(-h.mean(axis=0))[:n], (len(h), 1))
    return _named(order, gene_names)


@top_genes.misconception(
    "N54",
    "You overwrote h to find one maximum after the other, so the caller's programs are ruined. Sort "
    "with `argsort`, or work on a copy.",
    sees=loadings_untouched,
)
def overwritten(h, gene_names, n=10):
    names, columns = np.asarray(gene_names), []
    for row in h:
        columns.append([])
        for _ in range(n):
            columns[-1].append(names[row.argmax()])
            row[row.argmax()] = -1
    return pd.DataFrame(columns).T
