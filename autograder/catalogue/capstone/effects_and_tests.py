"""Testing genes: an F ratio, the false discovery rate, a contrast, and markers of found groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.capstone import repaired
from autograder.catalogue.inputs import gene_names
from autograder.compare import (
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    expect_names,
    expect_number,
    expect_type,
)
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- 6. F


def _sums_of_squares(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    parts = [values[groups == group] for group in np.unique(groups)]
    between = sum(len(part) * (part.mean() - values.mean()) ** 2 for part in parts)
    within = sum(((part - part.mean()) ** 2).sum() for part in parts)
    return between, within, len(parts), len(values)


f_statistic = exercise("f_statistic", lesson="capstone", points=2, reference=repaired.f_statistic)


@f_statistic.check("the ratio of the mean squares", points=2)
def ratio_of_mean_squares(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((4, 6, 5), (3, 9), (5, 4, 4, 7)):
        groups = [str(one) for one in rng.permutation(np.repeat(list("cadb")[: len(sizes)], sizes))]
        values = rng.normal(5, 1, len(groups)) + np.array([ord(g) % 3 for g in groups])
        expect_number(call(values, groups), repaired.f_statistic(values, groups), "F")
    expect_conduct(call, values, groups)


@f_statistic.misconception(
    "A2",
    "Still the planted error: a ratio of *sums* of squares. F compares mean squares: divide the "
    "sum between groups by k − 1 and the sum within groups by n − k.",
    sees=ratio_of_mean_squares,
)
def ratio_of_sums(values, groups):
    between, within, _, _ = _sums_of_squares(values, groups)
    return float(between / within)


@f_statistic.misconception(
    "A4",
    "The degrees of freedom within groups are n − k: each group's mean was estimated from the "
    "values. You divided by n − 1.",
    sees=ratio_of_mean_squares,
)
def within_by_n_minus_one(values, groups):
    between, within, k, n = _sums_of_squares(values, groups)
    return float((between / (k - 1)) / (within / (n - 1)))


@f_statistic.misconception(
    "A3",
    "The sum between groups counts every value: a group's squared distance from the overall mean "
    "is multiplied by the size of the group.",
    sees=ratio_of_mean_squares,
)
def sizes_forgotten(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    _, within, k, n = _sums_of_squares(values, groups)
    means = [values[groups == group].mean() for group in np.unique(groups)]
    between = sum((mean - values.mean()) ** 2 for mean in means)
    return float((between / (k - 1)) / (within / (n - k)))


f_statistic.hints(
    "Compare with `scipy.stats.f_oneway` on one gene.",
    "A sum of squares grows with the number of things that it adds up. What makes it a mean?",
    "`(between / (k - 1)) / (within / (n - k))`, with k groups and n values.",
)


# ---------------------------------------------------------------- 7. discoveries


discoveries = exercise("discoveries", lesson="capstone", points=2, reference=repaired.discoveries)


def _pvals(rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(np.concatenate([rng.uniform(size=180), rng.beta(0.2, 12, 20)]))


def _flags(answer, pvals):
    flags = as_numbers(answer, "your answer")
    expect(flags.shape == pvals.shape, f"there are {len(pvals)} p-values: return a flag for each")
    expect(np.isin(flags, (0, 1)).all(), "return True or False for every p-value")
    return flags


@discoveries.check("adjusted over all p-values", points=1.5)
def over_all(call: Call, rng: np.random.Generator) -> None:
    found = wanted = 0
    for _ in range(3):
        pvals = _pvals(rng)
        flags = _flags(call(pvals), pvals)
        found, wanted = found + int(flags.sum()), wanted + int(repaired.discoveries(pvals).sum())
        expect_close(
            flags, repaired.discoveries(pvals).astype(float), "which genes are discoveries"
        )
    null = rng.uniform(0.001, 1, 400)
    expect_close(
        _flags(call(null), null), repaired.discoveries(null).astype(float), "with no true effect"
    )
    expect_conduct(call, null)


@discoveries.check("alpha is used", points=0.5, after=over_all)
def alpha_used(call: Call, rng: np.random.Generator) -> None:
    pvals = _pvals(rng)
    for alpha in (0.01, 0.25):
        flags = _flags(call(pvals, alpha), pvals)
        expect_close(
            flags, repaired.discoveries(pvals, alpha).astype(float), f"with alpha = {alpha}"
        )


def _survivors(pvals, alpha=0.05):
    pvals = np.asarray(pvals)
    kept = np.flatnonzero(pvals < 0.05)
    flags = np.zeros(len(pvals), dtype=bool)
    flags[kept] = functions.adjust_bh(pvals[kept]) < alpha if len(kept) else False
    return flags


discoveries.misconception(
    "F11",
    "Still the planted error: only the genes with p < 0.05 are adjusted. Benjamini and Hochberg's "
    "m is the number of *tests that were made*. On data without any effect, a twentieth of the "
    "genes survive the first step, and nearly all of them the second.",
    sees=over_all,
)(_survivors)


@discoveries.misconception(
    "F1",
    "These are the raw p-values below alpha. Of 400 genes without any effect, about twenty have "
    "p < 0.05. Adjust all of them first, by Benjamini and Hochberg.",
    sees=over_all,
)
def not_adjusted(pvals, alpha=0.05):
    return np.asarray(pvals) < alpha


@discoveries.misconception(
    "F2",
    "This is Bonferroni's correction. It controls the chance of a single false call, which was not "
    "asked, and misses effects that Benjamini and Hochberg's procedure finds.",
    sees=over_all,
)
def bonferroni(pvals, alpha=0.05):
    return np.asarray(pvals) * len(pvals) < alpha


discoveries.hints(
    "Give it 400 uniform random numbers. How many discoveries should there be?",
    "How many tests does the adjustment know of, and how many were made?",
    "`scipy.stats.false_discovery_control(pvals) < alpha`, with all p-values.",
)


# ---------------------------------------------------------------- 8. a contrast


def _means(log_values, groups, name):
    return log_values.loc[:, [group == name for group in groups]].mean(axis=1)


log_fold_change = exercise(
    "log_fold_change", lesson="capstone", points=2, reference=repaired.log_fold_change
)


@log_fold_change.check("the first group minus the second", points=2)
def first_minus_second(call: Call, rng: np.random.Generator) -> None:
    groups = [str(one) for one in rng.permutation(["WT"] * 3 + ["KO7"] * 4 + ["KO12"] * 5)]
    columns = [f"s{i}" for i in rng.permutation(12)]
    values = pd.DataFrame(rng.normal(6, 2, (8, 12)), index=gene_names(rng, 8), columns=columns)
    for first, second in (("KO7", "WT"), ("WT", "KO7"), ("KO12", "WT")):
        answer = call(values, groups, first, second)
        wanted = repaired.log_fold_change(values, groups, first, second)
        expect_close(answer, wanted, f"{first} − {second}", names=list(values.index))
    expect_conduct(call, values, groups, "KO7", "WT")


@log_fold_change.misconception(
    "L1",
    "Still the planted error: −1 stands at the first group and +1 at the second, which gives "
    "second − first. The p-values are the same, and every arrow of the story points the other way.",
    sees=first_minus_second,
)
def second_minus_first(log_values, groups, first, second):
    weights = {first: -1, second: 1}
    return sum(w * _means(log_values, groups, name) for name, w in weights.items())


@log_fold_change.misconception(
    "L2",
    "The order of the alphabet decides in your answer. It is the caller who says which group comes "
    "first.",
    sees=first_minus_second,
)
def alphabetical(log_values, groups, first, second):
    first, second = sorted([first, second])
    return _means(log_values, groups, first) - _means(log_values, groups, second)


@log_fold_change.misconception(
    "Z11",
    "This is the logarithm of a ratio of means on the raw scale. The values are logarithms already, "
    "and what is asked for is a difference of their means.",
    sees=first_minus_second,
)
def log_of_means(log_values, groups, first, second):
    raw = 2**log_values
    return np.log2(_means(raw, groups, first) / _means(raw, groups, second))


log_fold_change.hints(
    "The gene that was knocked out should be lower in the knock-out. Is it?",
    "Which sign does the text promise, and which does the code give the first group?",
    "The mean over the samples of `first`, minus the mean over those of `second`.",
)


# ---------------------------------------------------------------- 9. confirmed genes


confirmed_genes = exercise(
    "confirmed_genes", lesson="capstone", points=2, reference=repaired.confirmed_genes
)


def _halves(rng: np.random.Generator):
    names = gene_names(rng, 30)
    labels = [rng.permutation([0] * 8 + [1] * 8), rng.permutation([0] * 7 + [1] * 9)]
    shift = np.where(np.arange(30) < 6, 1.0, 0.0)[:, None]
    halves = [
        pd.DataFrame(
            rng.normal(5, 1, (30, 16)) + shift * one, index=names,
            columns=[f"{where}{i}" for i in range(16)],
        )
        for one, where in zip(labels, "fc", strict=True)
    ]  # fmt: skip
    return (*halves, *labels)


@confirmed_genes.check("chosen in one half, tested in the other", points=2)
def chosen_then_tested(call: Call, rng: np.random.Generator) -> None:
    halves = _halves(rng)
    for number in (5, 9):
        answer = call(*halves, number)
        wanted = repaired.confirmed_genes(*halves, number)
        expect_type(answer, pd.Series, "your answer")
        expect_names(answer.index, wanted.index, "the genes, in the order of `find`")
        expect_close(answer, wanted, "p-values in `confirm`", names=list(wanted.index))
    expect_conduct(call, *halves, 5)


@confirmed_genes.misconception(
    "R4",
    "Still the planted error: all cells, those that chose the genes among them, are tested again. "
    "Genes that looked good by chance look good by the same chance once more. The p-values come "
    "from `confirm` alone.",
    sees=chosen_then_tested,
)
def all_cells_tested(find, confirm, labels_find, labels_confirm, number):
    chosen = np.argsort(repaired.welch(find, labels_find), kind="stable")[:number]
    together = pd.concat([find, confirm], axis=1)
    labels = np.concatenate([labels_find, labels_confirm])
    return pd.Series(repaired.welch(together, labels), index=find.index).iloc[chosen]


@confirmed_genes.misconception(
    "C1",
    "Chosen and tested on the same cells: these p-values are those of `find`, the smallest of "
    "thirty. Take the chosen genes' p-values in `confirm`.",
    sees=chosen_then_tested,
)
def tested_where_chosen(find, confirm, labels_find, labels_confirm, number):
    p = repaired.welch(find, labels_find)
    chosen = np.argsort(p, kind="stable")[:number]
    return pd.Series(p, index=find.index).iloc[chosen]


@confirmed_genes.misconception(
    "C4",
    "You choose in `confirm`, where the test is made: nothing is confirmed that way. Choose by the "
    "p-values in `find`.",
    sees=chosen_then_tested,
)
def chosen_where_tested(find, confirm, labels_find, labels_confirm, number):
    p = repaired.welch(confirm, labels_confirm)
    chosen = np.argsort(p, kind="stable")[:number]
    return pd.Series(p, index=confirm.index).iloc[chosen]


confirmed_genes.hints(
    "Try it on noise. How many of the chosen genes should have p < 0.05?",
    "Which cells took part in choosing the genes? They cannot be the judges as well.",
    "Order the genes by Welch's p in `find`, keep `number`, and return their p in `confirm`.",
)
