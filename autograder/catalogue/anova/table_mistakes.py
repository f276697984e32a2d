"""Analyses of all genes that go wrong, and what to say of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import fdtrc

import functions
from autograder.catalogue.anova.table import (
    adjusted_p_values,
    constant_genes,
    f_values,
    groups_with_names,
    groups_without_names,
    inputs_untouched,
    no_loop_over_genes,
    p_values,
    run_anova,
    significant_genes,
    true_or_false,
)

__all__ = ["run_anova"]


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
    F = table["F"].to_numpy() * (k - 1) / (n - k)
    pval = fdtrc(k - 1, n - k, F)
    return _with(table, alpha, F=F, pval=pval, pval_fdr=functions.adjust_bh(pval))


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
