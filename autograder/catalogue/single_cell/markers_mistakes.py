"""Marker tables that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from autograder.catalogue.single_cell.markers import (
    adjusted,
    direction,
    expected_of,
    inputs_untouched,
    p_values,
    rank_markers,
    shares_above_zero,
    small_p_values,
    smallest_first,
    t_values,
)

__all__ = ["rank_markers"]


def _parts(data, labels, group):
    inside = np.asarray(labels) == group
    return data["expression"][:, inside], data["expression"][:, ~inside]


def _tested(data, labels, group, t, p):
    """A table with another t and p, and what follows from p."""
    table = expected_of(data, labels, group)
    table = table.assign(t=t, p_value=p, adj_p_value=stats.false_discovery_control(p))
    return table.sort_values("p_value")


def _sorted(data, labels, group):
    return expected_of(data, labels, group).sort_values("p_value")


@rank_markers.misconception(
    "C50",
    "This is Student's t, which takes the spread of both sides to be the same. A group of one type "
    "and a mixture of all others never have the same. Welch's test keeps two variances: "
    "`equal_var=False`.",
    sees=t_values,
)
def pooled_variance(data, labels, group):
    result = stats.ttest_ind(*_parts(data, labels, group), axis=1)
    return _tested(data, labels, group, result.statistic, result.pvalue)


@rank_markers.misconception(
    "C51",
    "Your t has the wrong sign: you took the other cells minus the group. A gene that is higher in "
    "the group gets a positive t, and a positive log_fc.",
    sees=t_values,
)
def rest_minus_group(data, labels, group):
    table = _sorted(data, labels, group)
    return table.assign(t=-table["t"], log_fc=-table["log_fc"])


@rank_markers.misconception(
    "C52",
    "You compared the group with *all* cells, its own among them. That hides a part of every "
    "difference, and the two samples are not independent. Compare with the rest: `~inside`.",
    sees=t_values,
)
def against_everyone(data, labels, group):
    inside, _ = _parts(data, labels, group)
    result = stats.ttest_ind(inside, data["expression"], axis=1, equal_var=False)
    return _tested(data, labels, group, result.statistic, result.pvalue)


@rank_markers.misconception(
    "C53",
    "Your variances divide by n. numpy's `var` does, unless you say `ddof=1`; a t-test divides by "
    "n − 1.",
    sees=t_values,
)
def variance_over_n(data, labels, group):
    a, b = _parts(data, labels, group)
    va, vb = a.var(axis=1) / a.shape[1], b.var(axis=1) / b.shape[1]
    t = (a.mean(axis=1) - b.mean(axis=1)) / np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (a.shape[1] - 1) + vb**2 / (b.shape[1] - 1))
    return _tested(data, labels, group, t, 2 * stats.t.sf(np.abs(t), df))


@rank_markers.misconception(
    "C54",
    "You ordered the p-values, but not the names or the other columns, so values stand beside other "
    "genes. Put all columns into one DataFrame, then sort its rows.",
    sees=t_values,
)
def names_left_behind(data, labels, group):
    table = _sorted(data, labels, group)
    return table.set_axis(data["genes"].index, axis="index")


@rank_markers.misconception(
    "C55",
    "The rows of your table are numbered, so it doesn't say which genes they are. Make the gene "
    "names its index: `index=data['genes'].index`.",
    sees=t_values,
)
def numbered_rows(data, labels, group):
    return _sorted(data, labels, group).reset_index(drop=True)


@rank_markers.misconception(
    "C56",
    "You left genes out of the table: those that are lower in the group. The task asks for all "
    "genes; who wants the positive ones only can choose them from it.",
    sees=t_values,
)
def higher_genes_only(data, labels, group):
    table = _sorted(data, labels, group)
    return table[table["log_fc"] > 0]


@rank_markers.misconception(
    "C57",
    "Your p-value is one-sided: it asks only whether the gene is higher in the group. The task asks "
    "for both directions, which doubles it.",
    sees=p_values,
)
def one_sided(data, labels, group):
    result = stats.ttest_ind(
        *_parts(data, labels, group), axis=1, equal_var=False, alternative="greater"
    )
    return _tested(data, labels, group, result.statistic, result.pvalue)


@rank_markers.misconception(
    "C58",
    "You looked t up in a normal distribution. With a handful of cells the tails of t are much "
    "heavier; take Welch's degrees of freedom, or let `stats.ttest_ind` do it.",
    sees=p_values,
)
def normal_p(data, labels, group):
    t = expected_of(data, labels, group)["t"].to_numpy()
    return _tested(data, labels, group, t, 2 * stats.norm.sf(np.abs(t)))


@rank_markers.misconception(
    "C59",
    "Your t is Welch's, but its degrees of freedom are n − 2, which belong to equal variances. "
    "Welch's are fewer: (va + vb)² / (va²/(na − 1) + vb²/(nb − 1)), with va = s²/n of each side.",
    sees=p_values,
)
def student_df(data, labels, group):
    t = expected_of(data, labels, group)["t"].to_numpy()
    return _tested(data, labels, group, t, 2 * stats.t.sf(np.abs(t), len(labels) - 2))


@rank_markers.misconception(
    "C60",
    "These are p-values of the rank sum test (Wilcoxon, Mann and Whitney). It is a fair test for "
    "markers, but the task asks for Welch's t, and t and p should belong together.",
    sees=p_values,
)
def rank_sums(data, labels, group):
    t = expected_of(data, labels, group)["t"].to_numpy()
    p = stats.mannwhitneyu(*_parts(data, labels, group), axis=1).pvalue
    return _tested(data, labels, group, t, p)


@rank_markers.misconception(
    "C61",
    "You computed p as 1 − cdf. Near 1 a computer keeps 16 digits, so the best markers come out as "
    "0 or as noise. The survival function `stats.t.sf(abs(t), df)` is the small number itself.",
    sees=small_p_values,
)
def one_minus_cdf(data, labels, group):
    a, b = _parts(data, labels, group)
    va, vb = (one.var(axis=1, ddof=1) / one.shape[1] for one in (a, b))
    t = expected_of(data, labels, group)["t"].to_numpy()
    df = (va + vb) ** 2 / (va**2 / (a.shape[1] - 1) + vb**2 / (b.shape[1] - 1))
    return _tested(data, labels, group, t, 2 * (1 - stats.t.cdf(np.abs(t), df)))


@rank_markers.misconception(
    "F1",
    "Your adj_p_value are the raw p-values. Among thousands of genes hundreds fall below 0.05 by "
    "chance: adjust them with `adjust_bh`.",
    sees=adjusted,
)
def not_adjusted(data, labels, group):
    return _sorted(data, labels, group).assign(adj_p_value=lambda table: table["p_value"])


@rank_markers.misconception(
    "F2",
    "You multiplied the p-values by the number of genes: Bonferroni's correction, which guards "
    "against a single false alarm. The task asks for Benjamini and Hochberg's method.",
    sees=adjusted,
)
def bonferroni(data, labels, group):
    table = _sorted(data, labels, group)
    return table.assign(adj_p_value=np.minimum(table["p_value"] * len(table), 1))


@rank_markers.misconception(
    "F6",
    "Your adjusted p-values are m · p / rank, without the last step: a gene with a smaller p may get "
    "a larger adjusted p than the next one. Take the minimum from the largest p down.",
    sees=adjusted,
)
def not_monotone(data, labels, group):
    table = _sorted(data, labels, group)
    ranks = np.arange(1, len(table) + 1)
    return table.assign(adj_p_value=table["p_value"] * len(table) / ranks)


@rank_markers.misconception(
    "F14",
    "You adjusted only the genes that are higher in the group. All genes were tested, so all count: "
    "adjust over the whole table.",
    sees=adjusted,
)
def higher_genes_adjusted(data, labels, group):
    table = _sorted(data, labels, group)
    higher = table["t"] > 0
    adj = table["p_value"].copy()
    adj[higher] = stats.false_discovery_control(adj[higher])
    return table.assign(adj_p_value=adj)


@rank_markers.misconception(
    "C62",
    "Your log_fc has the wrong sign: it compares the others with the group. Positive means higher "
    "in the group, as in every marker table.",
    sees=direction,
)
def fold_change_reversed(data, labels, group):
    return _sorted(data, labels, group).assign(log_fc=lambda table: -table["log_fc"])


@rank_markers.misconception(
    "C63",
    "Your log_fc is the ratio itself, which is above 0 for all genes. The *logarithm* of the ratio "
    "is positive where the group is higher and negative where it is lower.",
    sees=direction,
)
def ratio(data, labels, group):
    a, b = _parts(data, labels, group)
    table = expected_of(data, labels, group)
    return table.assign(log_fc=a.mean(axis=1) / b.mean(axis=1)).sort_values("p_value")


@rank_markers.misconception(
    "C14",
    "You worked on scaled values. After z-scoring half of all values are negative, a ratio of means "
    "has no logarithm, and `> 0` means above average, not expressed. Use the expression as it is.",
    sees=direction,
)
def on_scaled_values(data, labels, group):
    x = data["expression"]
    z = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, ddof=1, keepdims=True)
    table = expected_of({**data, "expression": z}, labels, group)
    a, b = _parts({**data, "expression": z}, labels, group)
    with np.errstate(all="ignore"):
        log_fc = np.log2(a.mean(axis=1) / b.mean(axis=1))
    return table.assign(log_fc=log_fc).sort_values("p_value")


@rank_markers.misconception(
    "C64",
    "Your shares count the cells *at* 0. The task asks for those above 0: in how many cells the "
    "gene was seen.",
    sees=shares_above_zero,
)
def share_of_zeros(data, labels, group):
    table = _sorted(data, labels, group)
    return table.assign(pct_in=1 - table["pct_in"], pct_out=1 - table["pct_out"])


@rank_markers.misconception(
    "C65",
    "pct_in and pct_out are exchanged in yours. pct_in is the share among the cells of the group.",
    sees=shares_above_zero,
)
def shares_exchanged(data, labels, group):
    table = _sorted(data, labels, group)
    return table.assign(pct_in=table["pct_out"], pct_out=table["pct_in"])


@rank_markers.misconception(
    "C66",
    "You divided by the number of all cells. A share within the group is divided by the cells of "
    "the group, and pct_out by those of the rest: a mean over each side.",
    sees=shares_above_zero,
)
def of_all_cells(data, labels, group):
    share = (np.asarray(labels) == group).mean()
    table = _sorted(data, labels, group)
    return table.assign(pct_in=table["pct_in"] * share, pct_out=table["pct_out"] * (1 - share))


@rank_markers.misconception(
    "C67",
    "Your pct_out is the share among all cells, those of the group included. It is about the others "
    "only: `~inside`.",
    sees=shares_above_zero,
)
def out_is_everyone(data, labels, group):
    share = pd.Series((data["expression"] > 0).mean(axis=1), index=data["genes"].index)
    table = _sorted(data, labels, group)
    return table.assign(pct_out=share[table.index])


@rank_markers.misconception(
    "C68",
    "Your table has the genes in the order of the data. A list of markers begins with the smallest "
    "p-value: sort it.",
    sees=smallest_first,
)
def unsorted(data, labels, group):
    return expected_of(data, labels, group)


@rank_markers.misconception(
    "C69",
    "You sorted by t or log_fc from the top down, so a gene that is clearly lower in the group "
    "stands at the end. Sort by `p_value`, which asks for both directions.",
    sees=smallest_first,
)
def by_t(data, labels, group):
    return expected_of(data, labels, group).sort_values("t", ascending=False)


@rank_markers.misconception(
    "C70",
    "You sorted from the largest p-value down: the table begins with the genes that tell the group "
    "least. Smallest first is what `sort_values` does unless told otherwise.",
    sees=smallest_first,
)
def largest_first(data, labels, group):
    return expected_of(data, labels, group).sort_values("p_value", ascending=False)


@rank_markers.misconception(
    "C71",
    "You stored your results in the caller's `data['genes']`. Make a table of your own: "
    "`pd.DataFrame({...}, index=data['genes'].index)`.",
    sees=inputs_untouched,
)
def stored_in_genes(data, labels, group):
    table = _sorted(data, labels, group)
    data["genes"]["p_value"] = expected_of(data, labels, group)["p_value"]
    return table
