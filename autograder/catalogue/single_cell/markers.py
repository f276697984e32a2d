"""Marker genes of one group of cells, by Welch's t-test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import functions
from autograder.catalogue.inputs import data_of
from autograder.catalogue.limma.inputs import ask
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    expect_type,
    shown,
)
from autograder.exercise import Call, exercise

rank_markers = exercise(
    "rank_markers", lesson="single_cell", points=5, reference=functions.rank_markers
)

Data = dict[str, Any]
TYPES = ("Neu", "Mo", "Prog", "DCp", "MM")


def _cells(
    rng: np.random.Generator, n_genes: int, *sizes: int, strong: bool = False, numbers: bool = False
) -> tuple[Data, np.ndarray, Any]:
    """Logarithms with zeros, the cells' labels, and a group whose genes differ and vary more.

    Groups are named or numbered. The group asked for is neither the largest nor the first.
    """
    while True:
        names = rng.permutation([7, 12, 3, 0] if numbers else TYPES)[: len(sizes)]
        labels = rng.permutation(np.repeat(names, sizes))
        group = names[0]
        inside = labels == group
        up = rng.choice([-1.0, 0.0, 1.0], size=(n_genes, 1)) * rng.uniform(0.3, 0.9, (n_genes, 1))
        level = rng.uniform(1.5, 3.0, (n_genes, 1)) + up * inside
        level = 3 * level if strong else level
        spread = np.where(inside, 0.9, 0.5) * (0.3 if strong else 1.0)
        values = np.maximum(level + rng.normal(size=(n_genes, len(labels))) * spread, 0.05)
        dropout = rng.uniform(0.05, 0.5, (n_genes, 1)) * np.where(inside, 0.6, 1.0)
        values[rng.uniform(size=values.shape) < (0.0 if strong else dropout)] = 0
        p = np.sort(_welch(values, inside)[1])
        if (np.diff(p) > 1e-5 * p[1:]).all() and np.ptp(values, axis=1).all():
            return data_of(values, rng), labels, group.item()


def _welch(values: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    result = stats.ttest_ind(values[:, inside], values[:, ~inside], axis=1, equal_var=False)
    return result.statistic, result.pvalue


def expected_of(data: Data, labels: Any, group: Any) -> pd.DataFrame:
    """The table by scipy, genes in the order of the data; log_fc a difference of means."""
    values, inside = data["expression"], np.asarray(labels) == group
    t, p = _welch(values, inside)
    columns = {
        "log_fc": values[:, inside].mean(axis=1) - values[:, ~inside].mean(axis=1),
        "t": t,
        "p_value": p,
        "adj_p_value": stats.false_discovery_control(p),
        "pct_in": (values[:, inside] > 0).mean(axis=1),
        "pct_out": (values[:, ~inside] > 0).mean(axis=1),
    }
    return pd.DataFrame(columns, index=data["genes"].index)


def _table(call: Call, data: Data, labels: np.ndarray, group: Any) -> pd.DataFrame:
    """The learner's table, from the labels as an array or what else the function takes."""
    series = pd.Series(labels, index=data["samples"].index, name="cluster")
    table = ask(call, (data, labels, group), (data, series, group), (data, labels.tolist(), group))
    if table is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect_type(table, pd.DataFrame, "your table")
    genes = list(data["genes"].index)
    expect(
        set(table.index) == set(genes) and len(table) == len(genes),
        f"the index of your table should be the {len(genes)} gene names, each once, such as "
        f"{shown(genes[0])}, but it has {len(table)} rows and begins with "
        f"{shown(list(table.index[:3]))}",
    )
    return table


def _column(table: pd.DataFrame, expected: pd.DataFrame, name: str) -> pd.Series:
    """A column, genes in the order that is expected."""
    expect(
        name in table.columns,
        f"your table has no column {name!r}; its columns are {shown(list(table.columns))}",
    )
    return table.loc[list(expected.index), name]


def _expect_column(
    call: Call, case: tuple[Data, np.ndarray, Any], name: str, **kwargs: Any
) -> None:
    expected = expected_of(*case)
    found = _column(_table(call, *case), expected, name)
    expect_close(found, expected[name], f"`{name}`", names=list(expected.index), **kwargs)


@rank_markers.check("t of Welch's test, the group against all other cells", points=1)
def t_values(call: Call, rng: np.random.Generator) -> None:
    for sizes, numbers in (((9, 16, 12), False), ((8, 21), False), ((11, 7, 6, 15), True)):
        _expect_column(call, _cells(rng, 18, *sizes, numbers=numbers), "t")


@rank_markers.check("its p-value, two-sided", points=1)
def p_values(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((7, 14, 10), (12, 6)):
        _expect_column(call, _cells(rng, 18, *sizes), "p_value", atol=1e-14)


@rank_markers.check("small p-values of strong markers", points=0.25)
def small_p_values(call: Call, rng: np.random.Generator) -> None:
    _expect_column(call, _cells(rng, 18, 30, 40, 25, strong=True), "p_value", atol=0, rtol=1e-6)


@rank_markers.check("adj_p_value: Benjamini–Hochberg over all genes", points=0.75)
def adjusted(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((9, 16, 12), (14, 10, 7)):
        _expect_column(call, _cells(rng, 40, *sizes), "adj_p_value", atol=1e-14)


@rank_markers.check("log_fc: positive when higher in the group", points=0.5)
def direction(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((9, 14, 11), (13, 8)):
        data, labels, group = _cells(rng, 25, *sizes)
        expected = expected_of(data, labels, group)
        log_fc = _column(_table(call, data, labels, group), expected, "log_fc")
        found = as_numbers(log_fc, "`log_fc`")
        # Genes of which logarithms, counts to either base and shares above 0 say the same.
        inside = labels == group
        values, log_ratio = data["expression"], expected["log_fc"].to_numpy()
        scales = [np.expm1(values), np.exp2(values) - 1]
        same = np.abs(expected["t"].to_numpy()) > 1
        for one in scales:
            difference = one[:, inside].mean(axis=1) - one[:, ~inside].mean(axis=1)
            same &= np.sign(difference) == np.sign(log_ratio)
        wrong = np.flatnonzero(same & (np.sign(found) != np.sign(log_ratio)))
        if len(wrong):
            gene = expected.iloc[wrong[0]]
            where = "higher" if gene["log_fc"] > 0 else "lower"
            raise Mismatch(
                f"{gene.name} is {where} in the group than in the other cells, so its log_fc should "
                f"be {'above' if gene['log_fc'] > 0 else 'below'} 0, but it is "
                f"{shown(found[wrong[0]])} ({len(wrong)} of {same.sum()} genes differ)"
            )


@rank_markers.check("pct_in and pct_out: the shares of cells above 0", points=0.75)
def shares_above_zero(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((12, 18, 10), (10, 15)):
        case = _cells(rng, 22, *sizes)
        expected, table = expected_of(*case), _table(call, *case)
        columns = [_column(table, expected, name) for name in ("pct_in", "pct_out")]
        # Half of the cells are 0.5 or 50: whichever it is, for both.
        unit = 100 if max(as_numbers(c, "the shares").max() for c in columns) > 1.5 else 1
        for name, found in zip(("pct_in", "pct_out"), columns, strict=True):
            wanted = expected[name] * unit
            expect_close(found, wanted, f"`{name}`", names=list(expected.index))


@rank_markers.check("sorted: the smallest p-value first", points=0.5)
def smallest_first(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((9, 13, 8), (10, 12)):
        case = _cells(rng, 24, *sizes)
        genes, expected = list(_table(call, *case).index), expected_of(*case)["p_value"]
        wanted = list(expected.sort_values().index)
        if genes != wanted:
            i = next(i for i, (a, b) in enumerate(zip(genes, wanted, strict=True)) if a != b)
            raise Mismatch(
                f"row {i} of your table should be {wanted[i]}, p = {expected[wanted[i]]:.3g}, but it "
                f"is {genes[i]}, p = {expected[genes[i]]:.3g}"
            )


@rank_markers.check("the data and the labels stay as they were", points=0.25, after=t_values)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    data, labels, group = _cells(rng, 10, 8, 11)
    _table(call, data, labels, group)
    series = pd.Series(labels, index=data["samples"].index)
    forms = (labels, series, labels.tolist())
    taken = next(form for form in forms if call.outcome(data, form, group).error is None)
    expect_conduct(call, data, taken, group)


rank_markers.hints(
    "A marker test has two samples: the cells of the group, and all the others. Which columns of "
    "`data['expression']` are these? Do both have the same spread, as Student's test assumes?",
    "`inside = np.asarray(labels) == group` is a mask over cells; `~inside` are the others. "
    "`stats.ttest_ind(a, b, axis=1, equal_var=False)` tests all genes at once. A share is the mean "
    "of True and False: `(a > 0).mean(axis=1)`. Adjust all p-values, and sort at the very end.",
    "a, b = X[:, inside], X[:, ~inside]; t, p = stats.ttest_ind(a, b, axis=1, equal_var=False); "
    "table = pd.DataFrame({'log_fc': a.mean(axis=1) - b.mean(axis=1), 't': t, 'p_value': p, "
    "'adj_p_value': adjust_bh(p), 'pct_in': (a > 0).mean(axis=1), 'pct_out': (b > 0).mean(axis=1)}, "
    "index=data['genes'].index); return table.sort_values('p_value').",
)
