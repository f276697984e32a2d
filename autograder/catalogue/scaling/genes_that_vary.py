"""The most variable genes, in order."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import expect_data, expect_error, expect_new_data
from autograder.exercise import Call, exercise

get_top_variable_genes = exercise(
    "get_top_variable_genes",
    lesson="scaling",
    points=3,
    reference=functions.get_top_variable_genes,
    needs=["subset_genes"],
)


def _varied(rng: np.random.Generator, n_genes: int, n_samples: int) -> dict[str, Any]:
    """Genes of many means and spreads, which have nothing to do with each other."""
    means = rng.uniform(2, 10, (n_genes, 1))
    spreads = np.exp(rng.uniform(-1.5, 1, (n_genes, 1)))
    return data_of(rng.normal(means, spreads, (n_genes, n_samples)), rng)


def _with_identical_rows(rng: np.random.Generator) -> dict[str, Any]:
    """Five patterns, each the row of many genes; whole numbers, so that no variance is rounded."""
    deviations = np.array([-3, -1, -1, 0, 0, 1, 1, 3])
    patterns = [rng.permutation(deviations) * (i + 1) + rng.integers(20, 40) for i in range(5)]
    which = rng.permutation(np.repeat(np.arange(5), 48))
    return data_of(np.array(patterns)[which], rng)


@get_top_variable_genes.check("the most variable genes, most variable first", points=1)
def most_variable_first(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples, top_n in ((30, 8, 7), (12, 17, 1), (25, 6, 25)):
        data = _varied(rng, n_genes, n_samples)
        expect_data(call(data, top_n=top_n), functions.get_top_variable_genes(data, top_n))


@get_top_variable_genes.check("500 genes unless told otherwise, all if there are fewer", points=0.5)
def how_many(call: Call, rng: np.random.Generator) -> None:
    few = _varied(rng, 40, 6)
    expect_data(call(few), functions.get_top_variable_genes(few, 40))
    expect_data(call(few, top_n=41), functions.get_top_variable_genes(few, 40))
    many = _varied(rng, 560, 4)
    expect_data(call(many), functions.get_top_variable_genes(many, 500))


@get_top_variable_genes.check("identical rows stay in their original order", points=0.5)
def identical_rows(call: Call, rng: np.random.Generator) -> None:
    data = _with_identical_rows(rng)
    for top_n in (60, 240):
        expect_data(call(data, top_n=top_n), functions.get_top_variable_genes(data, top_n))


@get_top_variable_genes.check("top_n below 1 is a ValueError that says so", points=0.5)
def senseless_number(call: Call, rng: np.random.Generator) -> None:
    data = _varied(rng, 9, 5)
    expect_data(call(data, top_n=3), functions.get_top_variable_genes(data, 3))
    for top_n in (0, -3):
        outcome = call.outcome(data, top_n=top_n)
        expect_error(outcome, ValueError, [top_n], when=f"top_n={top_n}")


@get_top_variable_genes.check("new data that shares nothing with the old", points=0.5)
def new_data(call: Call, rng: np.random.Generator) -> None:
    data = _varied(rng, 10, 7)
    expect_new_data(call, functions.get_top_variable_genes(data, 4), data, top_n=4)
    expect_new_data(call, functions.get_top_variable_genes(data, 10), data)


def _variance(data: Any) -> np.ndarray:
    return data["expression"].var(axis=1, ddof=1)


def _chosen(data: Any, rows: Any, top_n: int) -> Any:
    """The rows as new data, and the error that is asked for."""
    if top_n < 1:
        raise ValueError(f"top_n must be at least 1, not {top_n}")
    return functions.subset_genes(data, np.asarray(rows))


@get_top_variable_genes.misconception(
    "Z7",
    "`argsort` starts with the smallest, so the first `top_n` are the genes that vary least. Print "
    "the variances of what you kept: they should be the largest.",
    sees=most_variable_first,
)
def least_variable(data, top_n=500):
    return _chosen(data, np.argsort(_variance(data))[:top_n], top_n)


@get_top_variable_genes.misconception(
    "V1",
    "You kept the right genes, but in the order of the matrix. The most variable one comes first, "
    "so the variances of your result should fall from row to row.",
    sees=most_variable_first,
)
def old_order(data, top_n=500):
    order = np.argsort(-_variance(data), kind="stable")[:top_n]
    return _chosen(data, np.sort(order), top_n)


@get_top_variable_genes.misconception(
    "V2",
    "You kept the right genes, but the most variable one comes last: `argsort` rises, and the last "
    "`top_n` positions rise too. Turn them round, or sort by the negative variance.",
    sees=most_variable_first,
)
def most_variable_last(data, top_n=500):
    return _chosen(data, np.argsort(_variance(data), kind="stable")[-top_n:], top_n)


@get_top_variable_genes.misconception(
    "Z8",
    "You sorted by the mean, and a gene that is high everywhere tells no samples apart. Ask how "
    "much a row varies: `.var(axis=1, ddof=1)`.",
    sees=most_variable_first,
)
def highest_mean(data, top_n=500):
    order = np.argsort(-data["expression"].mean(axis=1), kind="stable")
    return _chosen(data, order[:top_n], top_n)


@get_top_variable_genes.misconception(
    "Z6",
    "You z-scored the rows before you asked how much they vary. After that every variance is 1, "
    "and the order is decided by rounding: choose the genes first, scale them afterwards.",
    sees=most_variable_first,
)
def chosen_after_scaling(data, top_n=500):
    scaled = copy.deepcopy(data)
    functions.zscore_rows(scaled)
    return _chosen(data, np.argsort(-_variance(scaled), kind="stable")[:top_n], top_n)


@get_top_variable_genes.misconception(
    "V3",
    "`axis=0` runs down the columns: you have one variance per sample, not per gene. Compare "
    "`len(variance)` with the number of genes.",
    sees=most_variable_first,
)
def variance_of_samples(data, top_n=500):
    order = np.argsort(-data["expression"].var(axis=0, ddof=1), kind="stable")
    rows = order[order < len(data["genes"])][:top_n]
    return _chosen(data, rows, top_n)


@get_top_variable_genes.misconception(
    "V4",
    "`[::-1]` turns ties round as well: of identical rows the last now comes first. Sort the "
    "negative variance with `kind='stable'` instead.",
    sees=identical_rows,
)
def turned_round(data, top_n=500):
    return _chosen(data, np.argsort(_variance(data), kind="stable")[::-1][:top_n], top_n)


@get_top_variable_genes.misconception(
    "V5",
    "Your order is right, except among identical rows: NumPy's default sort may shuffle equal "
    "values. `kind='stable'` keeps them as they came.",
    sees=identical_rows,
)
def not_stable(data, top_n=500):
    return _chosen(data, np.argsort(-_variance(data))[:top_n], top_n)


@get_top_variable_genes.misconception(
    "V6",
    "The matrix is sorted by variance, but the table of genes is only cut off, so the rows carry "
    "other genes' names. Both need the same positions, in the same order.",
    sees=most_variable_first,
)
def names_only_cut(data, top_n=500):
    order = np.argsort(-_variance(data), kind="stable")
    result = _chosen(data, order[:top_n], top_n)
    result["genes"] = data["genes"].iloc[:top_n].copy()
    return result


@get_top_variable_genes.misconception(
    "V7",
    "You changed `data` itself and gave it back: the caller's other genes are gone. Build a new "
    "dictionary, and compare `data['expression'].shape` before and after a call.",
    sees=new_data,
)
def input_made_into_the_answer(data, top_n=500):
    order = np.argsort(-_variance(data), kind="stable")
    data.update(_chosen(data, order[:top_n], top_n))
    return data


@get_top_variable_genes.misconception(
    "Z10",
    "`data.copy()` copies the dictionary, not what is in it, so the table of samples is the same "
    "object in both. A column added to one appears in the other: copy the table too.",
    sees=new_data,
)
def shallow_copy(data, top_n=500):
    result = _chosen(data, np.argsort(-_variance(data), kind="stable")[:top_n], top_n)
    return {**result, "samples": data["samples"]}


@get_top_variable_genes.misconception(
    "V8",
    "A slice takes every number: with 0 you keep nothing, with -3 all but the last three, and "
    "nobody is told. Check `top_n` first and raise a ValueError that shows it.",
    sees=senseless_number,
)
def any_number(data, top_n=500):
    order = np.argsort(-_variance(data), kind="stable")[:top_n]
    return functions.subset_genes(data, order)


@get_top_variable_genes.misconception(
    "V9",
    "You look up `top_n` positions even if there are fewer genes, and Python finds none there. A "
    "slice, `order[:top_n]`, stops at the end by itself.",
    sees=how_many,
)
def more_than_there_are(data, top_n=500):
    order = np.argsort(-_variance(data), kind="stable")
    return _chosen(data, [order[i] for i in range(top_n)], top_n)


get_top_variable_genes.hints(
    "You need one number per gene, and then the positions of the genes in order of that number. "
    "Which of these does `np.sort` give, and which `np.argsort`?",
    "`.var(axis=1, ddof=1)` is the sample variance of every row. `np.argsort` starts with the "
    "smallest, so sort the negative; `kind='stable'` keeps identical rows in order.",
    "Raise the ValueError for `top_n < 1`. Then "
    "`order = np.argsort(-variance, kind='stable')[:top_n]`, and take these rows of the matrix, "
    "`data['genes'].iloc[order].copy()` and a copy of the samples.",
)
