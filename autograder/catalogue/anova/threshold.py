"""The threshold that keeps a number of genes."""

from __future__ import annotations

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import gene_names
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

fdr_threshold_for = exercise(
    "fdr_threshold_for",
    lesson="anova",
    points=2,
    reference=functions.fdr_threshold_for,
)


def _table(rng: np.random.Generator, pval: np.ndarray, pval_fdr: np.ndarray) -> pd.DataFrame:
    """A table as of run_anova, its genes in no order."""
    order = rng.permutation(len(pval))
    columns = {
        "F": -np.log(pval[order]),
        "pval": pval[order],
        "pval_fdr": pval_fdr[order],
        "significant": pval_fdr[order] < 0.05,
    }
    return pd.DataFrame(columns, index=gene_names(rng, len(pval)))


def _tested(rng: np.random.Generator, n: int, missing: int = 0) -> pd.DataFrame:
    pval = np.sort(rng.uniform(size=n)) ** 3
    # Distinct, and so far apart that no rounding makes two of them one.
    pval_fdr = pval + 0.9 * (1 - pval) * np.linspace(0.05, 1, n)
    empty = np.full(missing, np.nan)
    return _table(rng, np.concatenate([pval, empty]), np.concatenate([pval_fdr, empty]))


def _expect_threshold(call: Call, table: pd.DataFrame, n_genes: int) -> None:
    fdr = table["pval_fdr"].to_numpy()
    value = as_numbers(call(table, n_genes), "your threshold")
    if value.size != 1:
        raise Mismatch(f"your threshold should be one number, but it is {kind(value)}")
    threshold = float(value.ravel()[0])
    what = f"your threshold for {n_genes} of {len(table)} genes"
    kept = int((fdr <= threshold).sum())
    expect(
        kept >= n_genes or bool(np.isclose(threshold, np.sort(fdr)[n_genes - 1], rtol=1e-8)),
        f"{what}, {shown(threshold)}, keeps only {kept}",
    )
    expect_close(threshold, np.sort(fdr)[n_genes - 1], what, atol=0)


@fdr_threshold_for.check("the smallest threshold that keeps the number of genes", points=1)
def smallest_threshold(call: Call, rng: np.random.Generator) -> None:
    table = _tested(rng, 30)
    for n_genes in (10, 1, 23):
        _expect_threshold(call, table, n_genes)


@fdr_threshold_for.check("genes with equal FDR are kept together", points=0.5)
def equal_fdr(call: Call, rng: np.random.Generator) -> None:
    pval = np.sort(rng.uniform(0, 0.2, size=16))
    steps = np.sort(rng.uniform(0.2, 1, size=5))
    table = _table(rng, pval, np.repeat(steps, (2, 5, 3, 4, 2)))
    for n_genes in (4, 7, 9):
        _expect_threshold(call, table, n_genes)


@fdr_threshold_for.check(
    "genes without a p-value are never kept; the table stays as it was", points=0.5
)
def genes_without_p(call: Call, rng: np.random.Generator) -> None:
    table = _tested(rng, 18, missing=4)
    for n_genes in (5, 18):
        _expect_threshold(call, table, n_genes)
    expect_conduct(call, table, 7)


@fdr_threshold_for.misconception(
    "F26",
    "You are one gene too far: positions count from 0, so the n-th smallest value is at position "
    "n − 1. Count how many genes have `pval_fdr <= t`.",
    sees=smallest_threshold,
)
def one_too_far(table, n_genes):
    tested = np.sort(table["pval_fdr"].dropna().to_numpy())
    return float(tested[min(n_genes, len(tested) - 1)])


@fdr_threshold_for.misconception(
    "F27",
    "Your threshold is one of the raw p-values. The cut-off belongs to the column `pval_fdr`: that "
    "is what it will be compared with.",
    sees=smallest_threshold,
)
def raw_p_value(table, n_genes):
    return float(np.sort(table["pval"].to_numpy())[n_genes - 1])


@fdr_threshold_for.misconception(
    "F28",
    "You took the gene at that position of the table as it stands. The table is in the order of the "
    "data, not of the p-values: sort `pval_fdr` first.",
    sees=smallest_threshold,
)
def order_of_the_table(table, n_genes):
    return float(table["pval_fdr"].iloc[n_genes - 1])


@fdr_threshold_for.misconception(
    "F33",
    "A quantile lies between two genes, so it is no value that occurs, and not the smallest one that "
    "does. Sort the values and take the n-th.",
    sees=smallest_threshold,
)
def quantile(table, n_genes):
    return float(table["pval_fdr"].quantile(n_genes / table["pval_fdr"].count()))


@fdr_threshold_for.misconception(
    "F29",
    "You counted equal values of `pval_fdr` once. The adjustment makes many genes share one value, "
    "and each of them is a gene that is kept: leave the duplicates in.",
    sees=equal_fdr,
)
def ties_counted_once(table, n_genes):
    tested = np.unique(table["pval_fdr"].dropna().to_numpy())
    return float(tested[min(n_genes, len(tested)) - 1])


@fdr_threshold_for.misconception(
    "F37",
    "Where several genes share the value at the cut, you stay below it so as not to keep too many. "
    "The task asks for at least that many genes, so they all come along.",
    sees=equal_fdr,
)
def rather_fewer(table, n_genes):
    tested = np.sort(table["pval_fdr"].dropna().to_numpy())
    steps = np.unique(tested)
    counts = np.searchsorted(tested, steps, side="right")
    fitting = steps[counts <= n_genes]
    return float(fitting[-1] if len(fitting) else steps[0])


@fdr_threshold_for.misconception(
    "F31",
    "Your sorting puts NaN first, so genes without a p-value take up places. They are never kept, "
    "since NaN <= t is False: drop them before counting.",
    sees=genes_without_p,
)
def nan_first(table, n_genes):
    fdr = table["pval_fdr"].sort_values(na_position="first")
    return float(fdr.iloc[n_genes - 1])


fdr_threshold_for.hints(
    "If exactly one gene is to be kept, which value of the table is the smallest threshold? And if "
    "two are?",
    "Sort the column `pval_fdr`, without the missing values. The n-th smallest keeps n genes, or "
    "more where values are equal; no smaller value keeps as many.",
    "return float(table['pval_fdr'].dropna().sort_values().iloc[n_genes - 1]).",
)
