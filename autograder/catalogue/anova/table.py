"""Analysis of variance of all genes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import fdtrc

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    expect_faster,
    expect_names,
    expect_type,
    shown,
)
from autograder.exercise import Call, clock, exercise

run_anova = exercise(
    "run_anova",
    lesson="anova",
    points=6,
    reference=functions.run_anova,
    needs=["do_anova", "adjust_bh"],
)

Data = dict[str, Any]
NAMES = ("LTHSC", "MEP", "GMP", "CLP")


def _experiment(rng: np.random.Generator, n_genes: int, *sizes: int) -> tuple[Data, pd.Series]:
    """Genes of which a third differ between groups, two of them by far; the samples' groups."""
    groups = rng.permutation(np.repeat(rng.permutation(NAMES)[: len(sizes)], sizes))
    levels = sorted(set(groups))
    shift = rng.normal(size=(n_genes, len(levels)))
    shift[n_genes // 3 :] *= 0
    shift[1:3] *= 8
    values = 6 + rng.normal(size=(n_genes, len(groups)))
    values += shift[:, [levels.index(group) for group in groups]]
    data = data_of(values[rng.permutation(n_genes)], rng)
    return data, pd.Series(groups, index=data["samples"].index, dtype=object)


def _expected(data: Data, groups: pd.Series, alpha: float = 0.05) -> pd.DataFrame:
    """The table by scipy, one gene like the other."""
    values = data["expression"]
    parts = [values[:, (groups == name).to_numpy()] for name in sorted(set(groups))]
    with np.errstate(all="ignore"):
        F, pval = stats.f_oneway(*parts, axis=1)
    constant = np.ptp(values, axis=1) == 0
    F, pval = np.where(constant, np.nan, F), np.where(constant, np.nan, pval)
    pval_fdr = np.full(len(pval), np.nan)
    pval_fdr[~constant] = stats.false_discovery_control(pval[~constant])
    columns = {"F": F, "pval": pval, "pval_fdr": pval_fdr, "significant": pval_fdr < alpha}
    return pd.DataFrame(columns, index=data["genes"].index)


def _expect_column(answer: Any, expected: pd.DataFrame, column: str) -> None:
    """Expect the values of a column, in a table of the genes in order."""
    expect_type(answer, pd.DataFrame, "your table")
    expect_names(answer.index, expected.index, "the index of your table")
    expect(
        column in answer.columns,
        f"your table has no column {column!r}; its columns are {shown(list(answer.columns))}",
    )
    names = list(expected.index)
    expect_close(answer[column], expected[column], f"`{column}`", atol=0, names=names)


@run_anova.check("F of every gene, genes in the order of the data", points=0.75)
def f_values(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((4, 7, 5), (3, 6), (2, 5, 1, 4)):
        data, groups = _experiment(rng, 20, *sizes)
        _expect_column(call(data, groups), _expected(data, groups), "F")


@run_anova.check("the p-value of every gene", points=1)
def p_values(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((6, 4, 8), (5, 7)):
        data, groups = _experiment(rng, 20, *sizes)
        _expect_column(call(data, groups), _expected(data, groups), "pval")


@run_anova.check("the p-values adjusted over all genes", points=0.75)
def adjusted_p_values(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 30, 6, 4, 8)
    _expect_column(call(data, groups), _expected(data, groups), "pval_fdr")


@run_anova.check("significant: the FDR is below alpha", points=0.25)
def significant_genes(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 30, 6, 4, 8)
    fdr = np.unique(_expected(data, groups)["pval_fdr"])
    gaps = np.flatnonzero(np.diff(fdr) > 1e-6 * fdr[1:])
    # The default, and levels that no gene lies on.
    for gap in (None, gaps[0], gaps[len(gaps) // 2], gaps[-1]):
        alpha = 0.05 if gap is None else float((fdr[gap] + fdr[gap + 1]) / 2)
        keywords = {} if gap is None else {"alpha": alpha}
        if np.isclose(fdr, alpha, rtol=1e-6).any():
            continue
        answer, expected = call(data, groups, **keywords), _expected(data, groups, alpha)
        expect_type(answer, pd.DataFrame, "your table")
        expect_names(answer.index, expected.index, "the index of your table")
        _expect_verdicts(answer, expected, f", alpha {alpha:.4g}")


def _expect_verdicts(answer: pd.DataFrame, expected: pd.DataFrame, alpha: str = "") -> None:
    """Expect True (or 1) and False (or 0) for the right genes."""
    expect("significant" in answer.columns, "your table has no column 'significant'")
    found = as_numbers(answer["significant"], "`significant`")
    differ = np.flatnonzero(found != expected["significant"].to_numpy())
    if len(differ):
        gene = expected.iloc[differ[0]]
        raise Mismatch(
            f"`significant` of {gene.name} should be {gene['significant']}, since its FDR is "
            f"{gene['pval_fdr']:.4g}{alpha} ({len(differ)} of {len(found)} genes differ)"
        )


@run_anova.check("significant: True or False", points=0.25, after=significant_genes)
def true_or_false(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 12, 5, 4)
    answer = call(data, groups)
    expect_type(answer, pd.DataFrame, "your table")
    expect("significant" in answer.columns, "your table has no column 'significant'")
    types = {bool if isinstance(x, np.bool_) else type(x) for x in answer["significant"]}
    expect(
        types == {bool},
        "significant should hold True and False, so that `table[table['significant']]` works, "
        f"but it holds {', '.join(sorted(t.__name__ for t in types))}",
    )


def _expect_p_values(call: Call, data: Data, groups: Any, expected: pd.DataFrame) -> None:
    answer = call(data, groups)
    for column in ("pval", "pval_fdr"):
        _expect_column(answer, expected, column)


@run_anova.check("groups as an array or a list", points=0.5)
def groups_without_names(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 15, 5, 3, 6)
    expected = _expected(data, groups)
    _expect_p_values(call, data, groups.to_numpy(), expected)
    _expect_p_values(call, data, [str(group) for group in groups], expected)


@run_anova.check("groups as a Series, aligned by sample name", points=0.5)
def groups_with_names(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 15, 5, 3, 6)
    shuffled = groups
    while (shuffled.to_numpy() == groups.to_numpy()).mean() > 0.6:
        shuffled = groups.iloc[rng.permutation(len(groups))]
    _expect_p_values(call, data, shuffled, _expected(data, groups))


@run_anova.check("genes that do not vary are NaN and do not count as tests", points=0.5)
def constant_genes(call: Call, rng: np.random.Generator) -> None:
    # Sizes and values that computers hold exactly, so that no rounding looks like a variance.
    data, groups = _experiment(rng, 24, 4, 8, 4)
    silent, constant, separated = rng.choice(24, size=3, replace=False)
    levels = {name: 2.0**i for i, name in enumerate(sorted(set(groups)))}
    data["expression"][silent] = 0
    data["expression"][constant] = 4
    data["expression"][separated] = groups.map(levels)
    expected = _expected(data, groups)
    answer = call(data, groups)
    expect_type(answer, pd.DataFrame, "your table")
    expect_names(answer.index, expected.index, "the index of your table")
    names = list(expected.index)
    for column in ("pval", "pval_fdr"):
        expect(column in answer.columns, f"your table has no column {column!r}")
        # The 0 of the separated gene may be the 1e-60 that rounding leaves.
        what = f"`{column}`"
        expect_close(answer[column], expected[column], what, atol=1e-15, names=names)
    _expect_verdicts(answer, expected)


@run_anova.check("all genes at once, without a Python loop over genes", points=1, after=f_values)
def no_loop_over_genes(call: Call, rng: np.random.Generator) -> None:
    advice = (
        "work on the whole array: `stats.f_oneway(..., axis=1)`, or sums over rows with `axis=1` "
        "and a loop over the few groups"
    )
    # A few genes give a model per gene away, within seconds; a lean loop takes many.
    for n_genes, at_most in ((60, 200.0), (400, 12.0), (4000, 0.4)):
        values = 6 + rng.normal(size=(n_genes, 8))
        groups = np.array(["GMP", "MEP", "GMP", "LTHSC", "MEP", "LTHSC", "GMP", "MEP"])
        data = data_of(values, rng, tables=False)
        series = pd.Series(groups, index=data["samples"].index, dtype=object)
        loop = _timer(lambda values=values, groups=groups: _gene_by_gene(values, groups))
        expect_faster(call, (data, series), loop, at_most, advice)


def _gene_by_gene(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """p-values by a loop over genes that does no more than it must."""
    codes = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(codes)
    n, k = len(codes), len(sizes)
    F = np.empty(len(values))
    for i, row in enumerate(values):
        centred = row - row.mean()
        between = (np.bincount(codes, centred) ** 2 / sizes).sum()
        F[i] = (between / (k - 1)) / ((centred @ centred - between) / (n - k))
    return fdtrc(k - 1, n - k, F)


def _timer(work: Callable[[], object]) -> Callable[[], float]:
    def seconds() -> float:
        started = clock()
        work()
        return clock() - started

    return lambda: min(seconds(), seconds())


@run_anova.check("the data and the groups stay as they were", points=0.5, after=f_values)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 10, 4, 5, 3)
    expect_type(call(data, groups), pd.DataFrame, "your table")
    expect_conduct(call, data, groups)


run_anova.hints(
    "Which steps of `do_anova` are the same for all genes? The groups and their sizes. Which sums "
    "can be taken over a whole block of columns at once, with `axis=1`?",
    "A loop over the few groups is fine, a loop over the genes is not. `stats.f_oneway` takes one "
    "block of columns per group and `axis=1`, and gives arrays of F and p. Align a Series of groups "
    "by sample name first; adjust with `adjust_bh`; compare with alpha.",
    "if isinstance(groups, pd.Series): groups = groups.loc[data['samples'].index]; groups = "
    "np.asarray(groups); F, p = stats.f_oneway(*[X[:, groups == g] for g in np.unique(groups)], "
    "axis=1); q = adjust_bh(p); then the DataFrame with index=data['genes'].index and "
    "significant = q < alpha.",
)
