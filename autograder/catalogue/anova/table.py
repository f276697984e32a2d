"""Analysis of variance of all genes at once."""

from __future__ import annotations

import time
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
from autograder.exercise import Call, exercise

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


@run_anova.check("significant: True or False", points=0.25)
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


@run_anova.check("all genes at once, without a Python loop over genes", points=1)
def no_loop_over_genes(call: Call, rng: np.random.Generator) -> None:
    advice = (
        "work on the whole array: `stats.f_oneway(..., axis=1)`, or sums over rows with `axis=1` "
        "and a loop over the few groups"
    )
    # A few genes tell a model per gene from anything faster; for a lean loop it takes many.
    for n_genes, at_most in ((60, 200.0), (4000, 0.35)):
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
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return lambda: min(seconds(), seconds())


@run_anova.check("the data and the groups stay as they were", points=0.5)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    data, groups = _experiment(rng, 10, 4, 5, 3)
    expect_type(call(data, groups), pd.DataFrame, "your table")
    expect_conduct(call, data, groups)


# ---------------------------------------------------------------- misconceptions


def _with(table: pd.DataFrame, alpha: float, **columns: Any) -> pd.DataFrame:
    """The table with other columns, and significance by its FDR."""
    table = table.assign(**columns)
    return table.assign(significant=table["pval_fdr"] < alpha)


@run_anova.misconception(
    "A7",
    "You used the Series of groups by position. Its samples stood in another order than the data's, "
    "so cells got the group of other cells, without any error. Align by name: "
    "`groups.loc[data['samples'].index]`.",
    sees=groups_with_names,
)
def groups_by_position(data, groups, alpha=0.05):
    return functions.run_anova(data, np.asarray(groups), alpha)


@run_anova.misconception(
    "A36",
    "You sorted the groups, so they no longer belong to their samples. Labels and columns have to "
    "keep their common order; the p-values alone never show that they don't.",
    sees=f_values,
)
def sorted_groups(data, groups, alpha=0.05):
    return functions.run_anova(data, np.sort(np.asarray(groups)), alpha)


@run_anova.misconception(
    "A2",
    "Your F is the ratio of the two sums of squares. Divide each by its degrees of freedom first, "
    "k − 1 between and n − k within.",
    sees=f_values,
)
def ratio_of_sums(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    n, k = data["expression"].shape[1], len(set(groups))
    return table.assign(F=table["F"] * (k - 1) / (n - k))


@run_anova.misconception(
    "A37",
    "In the sum of squares between groups every group counts once in yours. Each squared difference "
    "of a group's mean counts as often as the group has samples: multiply by its size.",
    sees=f_values,
)
def groups_counted_once(data, groups, alpha=0.05):
    values = data["expression"]
    labels = np.asarray(groups)
    if isinstance(groups, pd.Series):
        labels = groups.loc[data["samples"].index].to_numpy()
    parts = [values[:, labels == name] for name in sorted(set(labels))]
    n, k = values.shape[1], len(parts)
    mean = values.mean(axis=1)
    between = sum((part.mean(axis=1) - mean) ** 2 for part in parts)
    within = sum(part.var(axis=1) * part.shape[1] for part in parts)
    with np.errstate(all="ignore"):
        F = (between / (k - 1)) / (within / (n - k))
    pval = fdtrc(k - 1, n - k, F)
    table = pd.DataFrame({"F": F, "pval": pval}, index=data["genes"].index)
    return _with(table, alpha, pval_fdr=functions.adjust_bh(pval))


@run_anova.misconception(
    "A18",
    "1 − cdf loses the small p-values: below 1e-16 all of them become 0, and the strongest genes can't "
    "be told apart. `stats.f.sf(F, k - 1, n - k)` computes the upper tail directly.",
    sees=p_values,
)
def one_minus_cdf(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    n, k = data["expression"].shape[1], len(set(groups))
    pval = 1 - stats.f.cdf(table["F"].to_numpy(), k - 1, n - k)
    return _with(table, alpha, pval=pval, pval_fdr=functions.adjust_bh(pval))


@run_anova.misconception(
    "F1",
    "Your `pval_fdr` are the raw p-values. With thousands of genes hundreds fall below 0.05 by "
    "chance: adjust them with `adjust_bh`.",
    sees=adjusted_p_values,
)
def not_adjusted(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    return _with(table, alpha, pval_fdr=table["pval"])


@run_anova.misconception(
    "F11",
    "You adjusted only the genes that passed p < 0.05. Those were chosen for being small, so the "
    "adjustment has nothing left to correct: pure noise gives hundreds of discoveries. Adjust the "
    "p-values of all genes tested.",
    sees=adjusted_p_values,
)
def adjusted_survivors(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    pval = table["pval"].to_numpy()
    passed = pval < alpha
    pval_fdr = np.where(np.isnan(pval), np.nan, 1.0)
    pval_fdr[passed] = functions.adjust_bh(pval[passed])
    return _with(table, alpha, pval_fdr=pval_fdr)


@run_anova.misconception(
    "F2",
    "You multiplied the p-values by the number of genes: Bonferroni's correction, which guards "
    "against a single false alarm and loses most discoveries. Use `adjust_bh`.",
    sees=adjusted_p_values,
)
def bonferroni(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    pval = table["pval"]
    return _with(table, alpha, pval_fdr=np.minimum(pval * pval.count(), 1))


@run_anova.misconception(
    "F23",
    "You compare with 0.05 whatever `alpha` says. Compare with the argument.",
    sees=significant_genes,
)
def always_five_percent(data, groups, alpha=0.05):
    return functions.run_anova(data, groups)


@run_anova.misconception(
    "F25",
    "You call genes significant by their raw p-value. The adjusted one decides: "
    "`table['pval_fdr'] < alpha`.",
    sees=significant_genes,
)
def significant_by_raw_p(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    return table.assign(significant=table["pval"] < alpha)


@run_anova.misconception(
    "F38",
    "Your `significant` is turned round: it is True where the FDR is *not* below alpha. Count them: "
    "`table['significant'].sum()` should be the discoveries.",
    sees=significant_genes,
)
def turned_round(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    return table.assign(significant=~table["significant"])


@run_anova.misconception(
    "F30",
    "Your `significant` holds 1 and 0. pandas doesn't take them for a mask, so "
    "`table[table['significant']]` looks for columns. Leave the comparison as it is: True and False.",
    sees=true_or_false,
)
def ones_and_zeros(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    return table.assign(significant=table["significant"].astype(int))


@run_anova.misconception(
    "A31",
    "Your function needs a Series: a list or an array of groups has no `.values`, `.loc` or "
    "`.unique`. `np.asarray(groups)` makes an array of each of them, once a Series has been "
    "aligned.",
    sees=groups_without_names,
)
def series_only(data, groups, alpha=0.05):
    return functions.run_anova(data, groups.loc[data["samples"].index].values, alpha)


@run_anova.misconception(
    "A27",
    "You sorted the table by p-value. Nice to look at, but its rows no longer fit the rows of the "
    "data. Return the genes in their order; whoever wants the top calls `sort_values`.",
    sees=f_values,
)
def sorted_by_p(data, groups, alpha=0.05):
    return functions.run_anova(data, groups, alpha).sort_values("pval")


@run_anova.misconception(
    "A28",
    "Your table is indexed 0, 1, 2 …, so no gene can be looked up by name. Give it the names: "
    "`index=data['genes'].index`.",
    sees=f_values,
)
def numbered_genes(data, groups, alpha=0.05):
    return functions.run_anova(data, groups, alpha).reset_index(drop=True)


@run_anova.misconception(
    "A38",
    "You stored the results in `data['genes']` and returned that table, so the caller's data have "
    "new columns now. Make a table of your own: `pd.DataFrame(..., index=data['genes'].index)`.",
    sees=inputs_untouched,
)
def stored_in_the_data(data, groups, alpha=0.05):
    for name, column in functions.run_anova(data, groups, alpha).items():
        data["genes"][name] = column
    return data["genes"]


@run_anova.misconception(
    "A29",
    "A gene with the same value everywhere gets p = 1 in yours and counts as a test, which makes "
    "all the others look weaker. It has no variance to analyse: p and FDR stay NaN.",
    sees=constant_genes,
)
def constant_gives_one(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    pval = table["pval"].fillna(1.0).to_numpy()
    return _with(table, alpha, pval=pval, pval_fdr=functions.adjust_bh(pval))


@run_anova.misconception(
    "A30",
    "Genes that do not vary are missing from your table. Every gene of the data has a row: leave "
    "theirs in, with NaN.",
    sees=constant_genes,
)
def constant_genes_dropped(data, groups, alpha=0.05):
    return functions.run_anova(data, groups, alpha).dropna(subset=["pval"])


@run_anova.misconception(
    "F24",
    "One gene without a p-value, and the FDR of all genes is NaN: `multipletests` does that without "
    "a word, and no gene is significant any more. Adjust with `adjust_bh`, which sets NaN aside.",
    sees=constant_genes,
)
def one_nan_for_all(data, groups, alpha=0.05):
    table = functions.run_anova(data, groups, alpha)
    fdr = table["pval_fdr"] if table["pval"].notna().all() else np.full(len(table), np.nan)
    return _with(table, alpha, pval_fdr=fdr)


@run_anova.misconception(
    "A26",
    "Your table is right, but made gene by gene: 20,000 genes take minutes where they could take "
    "milliseconds. `apply` and list comprehensions are loops, too. Let NumPy work on all rows at "
    "once: sums over `axis=1`, group by group.",
    sees=no_loop_over_genes,
)
def gene_by_gene(data, groups, alpha=0.05):
    if isinstance(groups, pd.Series):
        groups = groups.loc[data["samples"].index]
    labels = np.asarray(groups)
    masks = [labels == name for name in sorted(set(labels))]
    with np.errstate(all="ignore"):
        tests = [stats.f_oneway(*(row[mask] for mask in masks)) for row in data["expression"]]
    table = pd.DataFrame(
        {"F": [test.statistic for test in tests], "pval": [test.pvalue for test in tests]},
        index=data["genes"].index,
    )
    return _with(table, alpha, pval_fdr=functions.adjust_bh(table["pval"].to_numpy()))


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
