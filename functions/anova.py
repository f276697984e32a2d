"""One-way analysis of variance of all genes at once, and the false discovery rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc

from .data_model import ExpressionData, check_data_model
from .validation import group_labels, require_not_infinite, whole_number

BLOCK_VALUES = 32_768
"""Values that are worked on at a time: a block and its copy fit into a processor's cache."""


def sample_groups(data: ExpressionData) -> pd.Series:
    """Group of every sample: the text of its name before the first dot.

    Parameters
    ----------
    data
        The data dictionary.

    Returns
    -------
    Series of str (n_samples,)
        Indexed by sample name. A name without a dot is its own group.
    """
    check_data_model(data)
    names = data["samples"].index
    groups = [str(name).partition(".")[0] for name in names]
    return pd.Series(groups, index=names.copy(), name="group")


def do_anova(vals: npt.ArrayLike | pd.Series, grps: npt.ArrayLike | pd.Series) -> float:
    """p-value of the one-way analysis of variance of one gene.

    Parameters
    ----------
    vals
        The gene's value in every sample; missing values are left out.
    grps
        The group of every sample, in the same order. Two Series with the same index are aligned.

    Returns
    -------
    float
        The p-value in the row of the groups. NaN if all values are equal; 0 if they are equal
        within every group, but not between groups.

    Raises
    ------
    ValueError
        If the lengths differ, a value is infinite, there are fewer than two groups, or no group
        has a second value (no residual degrees of freedom).
    """
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    table = _value_table(vals, grps)
    if np.ptp(table["value"]) == 0:
        return float("nan")
    if (table.groupby("group")["value"].agg(np.ptp) == 0).all():
        return 0.0
    fit = ols("value ~ C(group)", data=table).fit()
    return float(anova_lm(fit, typ=2).loc["C(group)", "PR(>F)"])


def _value_table(vals: Any, grps: Any) -> pd.DataFrame:
    """Values and groups of the samples that have a value, fit for an analysis of variance."""
    values = np.asarray(vals, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"vals must be the values of one gene, not {values.ndim}-dimensional")
    names: pd.Index = pd.RangeIndex(len(values))
    if isinstance(grps, pd.Series):
        by_name = isinstance(vals, pd.Series) and grps.index.is_unique
        if by_name and vals.index.isin(grps.index).all():
            names = vals.index
        else:
            grps = grps.to_numpy()
    groups = pd.factorize(group_labels(grps, names))[0]
    if np.isinf(values).any():
        raise ValueError(f"vals must be finite, but sample {np.argmax(np.isinf(values))} is not")
    table = pd.DataFrame({"value": values, "group": groups}).dropna()
    _require_replication(len(table), table["group"].nunique())
    return table


def _require_replication(n_values: int, n_groups: int) -> None:
    if n_groups < 2:
        raise ValueError(f"an analysis of variance needs 2 groups or more, not {n_groups}")
    if n_values == n_groups:
        raise ValueError(
            f"{n_values} values in {n_groups} groups leave no residual degrees of freedom: "
            "at least one group needs a second value"
        )


def adjust_bh(pvals: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjust p-values by the method of Benjamini and Hochberg.

    Parameters
    ----------
    pvals
        p-values (m,), in any order. NaN stays NaN and does not count as a test.

    Returns
    -------
    ndarray (m,)
        Adjusted p-values in the order given: the smallest false discovery rate at which each
        test is still significant.

    Raises
    ------
    ValueError
        If `pvals` is not one-dimensional, or a value is not between 0 and 1.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and
       powerful approach to multiple testing", J. R. Stat. Soc. B 57, 1995,
       doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    pvals = np.asarray(pvals, dtype=float)
    if pvals.ndim != 1:
        raise ValueError(f"pvals must have 1 dimension, not {pvals.ndim}")
    outside = (pvals < 0) | (pvals > 1)
    if outside.any():
        position = int(np.argmax(outside))
        raise ValueError(
            f"a p-value lies between 0 and 1, but pvals[{position}] is {pvals[position]}"
        )

    tested = np.flatnonzero(~np.isnan(pvals))
    largest_first = tested[np.argsort(pvals[tested])[::-1]]
    ranks = np.arange(len(tested), 0, -1)
    adjusted = np.full(len(pvals), np.nan)
    adjusted[largest_first] = np.minimum.accumulate(pvals[largest_first] * len(tested) / ranks)
    return adjusted


def run_anova(
    data: ExpressionData, groups: npt.ArrayLike | pd.Series, alpha: float = 0.05
) -> pd.DataFrame:
    """One-way analysis of variance of every gene, with adjusted p-values.

    Parameters
    ----------
    data
        The data dictionary. A missing value is left out of its gene.
    groups
        The group of every sample: array or list in the samples' order, or a Series, which is
        aligned by sample name.
    alpha
        Level of the false discovery rate.

    Returns
    -------
    DataFrame
        Indexed by gene, in the data's order: ``F``, ``pval``, ``pval_fdr`` (Benjamini–Hochberg)
        and ``significant`` (``pval_fdr < alpha``). A gene with equal values everywhere has
        neither F nor p (NaN), one with equal values within every group only has an infinite F
        and p = 0. A gene has NaN, too, if missing values leave it without two groups or without
        residual degrees of freedom.

    Raises
    ------
    ValueError
        If there are fewer than two groups, no group has a second sample, the groups do not fit
        the samples, a value is infinite, or `alpha` is not between 0 and 1.

    Notes
    -----
    F is the ratio of two mean squares: SSB / (k − 1), between k groups, over SSW / (n − k), within
    them. With the values centred, one matrix product gives the sum of each gene in each group;
    SSB = Σ sum² / n_j, and SSW = SST − SSB.
    """
    check_data_model(data)
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be between 0 and 1, not {alpha!r}")
    codes, levels = pd.factorize(group_labels(groups, data["samples"].index))
    _require_replication(len(codes), len(levels))
    ssb, ssw, df_between, df_within = _sums_of_squares(
        data["expression"], codes, data["genes"].index
    )
    # 0 / 0 is the NaN of a constant gene, and x / 0 the infinite F of one constant in each group.
    with np.errstate(divide="ignore", invalid="ignore"):
        F = (ssb / df_between) / (ssw / df_within)
    F[(df_between < 1) | (df_within < 1)] = np.nan
    pval = fdtrc(df_between, df_within, F)
    pval_fdr = adjust_bh(pval)
    columns = {"F": F, "pval": pval, "pval_fdr": pval_fdr, "significant": pval_fdr < alpha}
    return pd.DataFrame(columns, index=data["genes"].index.copy())


@np.errstate(invalid="ignore")  # an infinite value is reported in words, not as a warning
def _sums_of_squares(
    expression: np.ndarray, codes: np.ndarray, genes: pd.Index
) -> npt.NDArray[np.float64]:
    """SSB, SSW and their degrees of freedom (4, n_genes), a block of genes at a time."""
    n_genes, n_samples = expression.shape
    membership = np.eye(codes.max() + 1)[codes]
    counts = membership.sum(axis=0)
    sums = np.empty((4, n_genes))
    sums[2:] = [[len(counts) - 1], [n_samples - len(counts)]]

    step = max(1, BLOCK_VALUES // n_samples)
    buffer = np.empty((step, n_samples))
    for start in range(0, n_genes, step):
        rows = slice(start, start + step)
        block = np.asarray(expression[rows], dtype=float)
        mean = block @ np.ones(n_samples) / n_samples
        centred = np.subtract(block, mean[:, None], out=buffer[: len(block)])
        ssb = (centred @ membership) ** 2 @ (1 / counts)
        sst = np.einsum("ij,ij->i", centred, centred)
        ssw = sst - ssb
        sums[:2, rows] = ssb, ssw

        # Where little is left within the groups, or of the values after centring, roundings are
        # in the way. The comparison is false for NaN, too.
        careful = ~(ssw > np.maximum(1e-4 * sst, 1e-20 * n_samples * mean**2))
        if careful.any():
            require_not_infinite(block, genes[rows])
            sums[:, start + np.flatnonzero(careful)] = _careful_sums(block[careful], codes)
    return sums


def _careful_sums(values: np.ndarray, codes: np.ndarray) -> npt.NDArray[np.float64]:
    """The same for awkward genes: missing values left out, and equal values exactly equal."""
    centred = _centred(values)
    ssb, ssw, n, n_groups = np.zeros((4, len(values)))
    for code in range(codes.max() + 1):
        group = codes == code
        present = np.count_nonzero(~np.isnan(values[:, group]), axis=1)
        ssb += np.nansum(centred[:, group], axis=1) ** 2 / np.maximum(present, 1)
        ssw += np.nansum(_centred(values[:, group]) ** 2, axis=1)
        n += present
        n_groups += present > 0
    return np.array([ssb, ssw, n_groups - 1, n - n_groups])


def _centred(values: np.ndarray) -> npt.NDArray[np.float64]:
    # Less the smallest value first: equal values become exactly 0, whatever their mean rounds to.
    values = values - np.fmin.reduce(values, axis=1, keepdims=True)
    n = np.count_nonzero(~np.isnan(values), axis=1, keepdims=True)
    return values - np.nansum(values, axis=1, keepdims=True) / np.maximum(n, 1)


def fdr_threshold_for(table: pd.DataFrame, n_genes: int) -> float:
    """Cut-off of the false discovery rate that keeps a given number of genes.

    Parameters
    ----------
    table
        What `run_anova` returns.
    n_genes
        How many genes to keep, at least.

    Returns
    -------
    float
        The smallest t such that `n_genes` genes or more have ``pval_fdr <= t``.

    Raises
    ------
    KeyError
        If `table` has no column ``pval_fdr``.
    ValueError
        If `n_genes` is smaller than 1 or larger than the number of genes with a p-value.

    Notes
    -----
    A threshold that is chosen after looking at the results no longer controls the false
    discovery rate at a level chosen beforehand: report it as a ranking.
    """
    if "pval_fdr" not in table:
        raise KeyError(f"no column 'pval_fdr' in the table; it has {list(table.columns)}")
    tested = np.sort(table["pval_fdr"].dropna().to_numpy(dtype=float))
    n_genes = whole_number(n_genes, "n_genes", at_least=1, at_most=len(tested))
    return float(tested[n_genes - 1])
