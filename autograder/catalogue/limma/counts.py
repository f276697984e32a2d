"""Counts per million, and the genes that are worth a test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import gene_names
from autograder.catalogue.limma.inputs import ask, counts_of, groups_of, sample_ids, values_of
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    expect_error,
    kind,
)
from autograder.exercise import Call, exercise

cpm = exercise("cpm", lesson="limma", points=1, reference=functions.cpm)

filter_low_expression = exercise(
    "filter_low_expression",
    lesson="limma",
    points=3,
    reference=functions.filter_low_expression,
    needs=["cpm"],
)

MILLION = 1_000_000


@cpm.check("counts over the library size of their sample, times a million", points=0.5)
def per_million(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples in ((9, 6), (7, 11), (6, 6)):
        counts = counts_of(rng, n_genes, sample_ids(rng, n_samples)) + 1
        expected = np.array([row / counts.sum().to_numpy() * MILLION for row in counts.to_numpy()])
        what = f"the CPM of {n_genes} genes in {n_samples} samples"
        expect_close(values_of(call(counts)), expected, what, atol=0, names=list(counts.index))


@cpm.check(
    "a sample without any counts: a ValueError that names it", points=0.375, after=per_million
)
def empty_library(call: Call, rng: np.random.Generator) -> None:
    samples = sample_ids(rng, 6)
    for position in (3, 0):
        counts = counts_of(rng, 8, samples) + 1
        counts[samples[position]] = 0
        when = f"a sample {samples[position]} of which all counts are 0"
        expect_error(call.outcome(counts), ValueError, [samples[position]], when)


@cpm.check("the counts stay as they were", points=0.125, after=per_million)
def counts_untouched(call: Call, rng: np.random.Generator) -> None:
    counts = counts_of(rng, 8, sample_ids(rng, 5)) + 1
    as_numbers(call(counts), "your answer")
    expect_conduct(call, counts)


cpm.hints(
    "What is the library size of a sample: a sum over its column, or over a gene's row?",
    "`counts.sum()` adds up every column. A DataFrame divided by a Series meets it by column name, "
    "so every sample is divided by its own size. Look at the sizes first: is one of them 0?",
    "size = counts.sum(); empty = size.index[size == 0]; if len(empty): raise "
    "ValueError(f'sample {empty[0]} has no counts'); return counts / size * 1_000_000.",
)


# ---------------------------------------------------------------- the filter


def _libraries(rng: np.random.Generator, n: int, median: float) -> np.ndarray:
    """Sizes of n libraries around a median, two of them so deep that the mean lies far above it."""
    half = n // 2
    sizes = np.ones(n)
    sizes[:half] = rng.uniform(0.4, 0.7, half)
    sizes[-half:] = rng.uniform(1.5, 1.8, half)
    sizes[-2:] = rng.uniform(9, 12, 2)
    return np.round(median * rng.permutation(sizes))


def _table(
    rng: np.random.Generator, sizes: np.ndarray, shares: np.ndarray, samples: list[str]
) -> pd.DataFrame:
    """Counts in libraries of these sizes, where a gene's CPM is its share of the cut-off."""
    at_cutoff = 10 * sizes / np.median(sizes)
    # Away from the cut-off, not towards it: no rounding decides what lies above.
    values = shares * at_cutoff
    values = np.where(shares > 1, np.ceil(values), np.floor(values))
    rest = sizes - values.sum(axis=0)
    counts = np.vstack([values, rest])[order := rng.permutation(len(values) + 1)]
    names = gene_names(rng, len(order))
    return pd.DataFrame(counts.astype(np.int64), index=names, columns=samples)


def _shares(rng: np.random.Generator, n_above: np.ndarray, n: int) -> np.ndarray:
    """Shares of the cut-off: above it in that many samples, whichever, and below in the others."""
    above = np.array([rng.permutation(n) < number for number in n_above])
    return np.where(above, rng.uniform(1.3, 4, above.shape), rng.uniform(0, 0.8, above.shape))


def _expected(counts: pd.DataFrame, groups: pd.Series) -> np.ndarray:
    """Gene by gene, in whole numbers: count / size > 10 / median."""
    values, sizes = counts.to_numpy(), counts.to_numpy().sum(axis=0)
    median = np.median(sizes)
    smallest = min(list(groups).count(level) for level in set(groups))
    return np.array([(row * median > 10 * sizes).sum() >= smallest for row in values])


def _mask(call: Call, counts: pd.DataFrame, groups: pd.Series) -> Any:
    answer = ask(call, (counts, groups), (counts, list(groups)), (counts, groups.to_numpy()))
    if isinstance(answer, pd.DataFrame):
        raise Mismatch(
            f"your answer should be a mask with one value per gene, but it is {kind(answer)}"
        )
    found = as_numbers(answer, "your mask")
    expect(
        found.shape == (len(counts),),
        f"your mask should have one value for each of the {len(counts)} genes, "
        f"but it is {kind(answer)}",
    )
    return answer


def _expect_kept(call: Call, counts: pd.DataFrame, groups: pd.Series) -> None:
    found = as_numbers(_mask(call, counts, groups), "your mask")
    expected = _expected(counts, groups)
    differ = np.flatnonzero(found != expected)
    if not len(differ):
        return
    sizes = counts.sum()
    gene, cutoff = counts.index[differ[0]], 10 / (sizes.median() / MILLION)
    n_above = int((counts.loc[gene] / sizes * MILLION > cutoff).sum())
    raise Mismatch(
        f"{gene} should be {'kept' if expected[differ[0]] else 'left out'}: its CPM is above "
        f"{cutoff:.4g} (10 / the median library size of {sizes.median() / MILLION:.4g} million) in "
        f"{n_above} samples, and the smallest group has {groups.value_counts().min()} "
        f"({len(differ)} of {len(counts)} genes differ)"
    )


@filter_low_expression.check("the cut-off is 10 / median library size in millions", points=1)
def cut_off(call: Call, rng: np.random.Generator) -> None:
    for median, group_sizes in ((21e6, (4, 5)), (2.6e6, (5, 6)), (0.31e6, (3, 4, 3))):
        groups = groups_of(rng, *group_sizes)
        sizes = _libraries(rng, len(groups), median)
        shares = np.repeat([0.05, 0.2, 0.45, 0.75, 0.9, 1.15, 1.4, 2.5, 6.0, 20.0], 3)[:, None]
        shares = shares * rng.uniform(0.95, 1.05, (len(shares), len(groups)))
        _expect_kept(call, _table(rng, sizes, shares, list(groups.index)), groups)


@filter_low_expression.check("in as many samples as the smallest group has", points=0.75)
def smallest_group(call: Call, rng: np.random.Generator) -> None:
    for group_sizes in ((2, 7, 4), (5, 3), (4, 4, 6, 5)):
        groups = groups_of(rng, *group_sizes)
        n = len(groups)
        shares = _shares(rng, np.repeat(np.arange(n + 1), 3), n)
        sizes = _libraries(rng, n, 3.1e6)
        _expect_kept(call, _table(rng, sizes, shares, list(groups.index)), groups)


@filter_low_expression.check("whichever samples they are: the filter knows no groups", points=0.5)
def blind_to_groups(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 6)
    codes = pd.factorize(groups.to_numpy())[0]
    codes = codes if (codes == 0).sum() == 3 else 1 - codes
    # Above in one of the small group and two of the large; two and one; three of the large.
    mixed = [(1, 2), (2, 1), (0, 3), (2, 0), (1, 1), (0, 2), (3, 0)]
    above = np.zeros((len(mixed), len(groups)), dtype=bool)
    for row, numbers in zip(above, mixed, strict=True):
        for code, number in enumerate(numbers):
            row[rng.permutation(np.flatnonzero(codes == code))[:number]] = True
    shares = np.where(above, 2.0, 0.4)
    sizes = _libraries(rng, len(groups), 2.2e6)
    _expect_kept(call, _table(rng, sizes, shares, list(groups.index)), groups)


@filter_low_expression.check("a mask of True and False, one for every gene", points=0.5)
def boolean_mask(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 4)
    shares = _shares(rng, np.repeat([0, 1, 5, 7], 3), 7)
    counts = _table(rng, _libraries(rng, 7, 1.8e6), shares, list(groups.index))
    mask = np.asarray(_mask(call, counts, groups))
    types = {type(value) for value in mask.tolist()}
    expect(
        types == {bool},
        "the mask should hold True and False, so that `counts[mask]` keeps genes, but it holds "
        f"{', '.join(sorted(one.__name__ for one in types))}",
    )


@filter_low_expression.check("counts and groups stay as they were", points=0.25)
def filter_conduct(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 4)
    shares = _shares(rng, np.repeat([0, 2, 3, 7], 3), 7)
    counts = _table(rng, _libraries(rng, 7, 1.8e6), shares, list(groups.index))
    _mask(call, counts, groups)
    taken = next(
        form
        for form in (groups, list(groups), groups.to_numpy())
        if call.outcome(counts, form).error is None
    )
    expect_conduct(call, counts, taken)


filter_low_expression.hints(
    "A count of 10 in a library of median size: how many counts per million is that? And in how "
    "many samples should a gene reach it, if it is expressed in the smallest group only?",
    "Compute the CPM of all genes and compare with `10 / (counts.sum().median() / 1e6)`: a table of "
    "True and False. Its row sums say in how many samples a gene is above. `value_counts().min()` "
    "is the size of the smallest group.",
    "cutoff = 10 / (counts.sum().median() / 1e6); above = cpm(counts) > cutoff; smallest = "
    "pd.Series(list(groups)).value_counts().min(); return (above.sum(axis=1) >= smallest)"
    ".to_numpy().",
)
