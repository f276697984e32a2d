"""The functions of the analysis, repaired: the references of the exercises."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist, squareform

import functions


def groups_of(names: list[str]) -> list[str]:
    """The group of every sample: the text before the first dot."""
    return [name.split(".", 1)[0] for name in names]


def log_expression(counts: pd.DataFrame) -> pd.DataFrame:
    """Base-2 logarithms of counts per million, half a count added."""
    return np.log2((counts + 0.5) / (counts.sum() + 1) * 1e6)


def scaled_genes(values: pd.DataFrame) -> pd.DataFrame:
    """Every gene with mean 0 and standard deviation 1 across the samples."""
    deviation = values.std(axis=1)
    centred = values.sub(values.mean(axis=1), axis=0)
    return centred.div(deviation.where(deviation > 0, 1), axis=0)


def gene_tree(values: np.ndarray) -> np.ndarray:
    """Ward's tree of the rows, from their Euclidean distances."""
    return linkage(pdist(values), "ward")


def separation(points: np.ndarray, groups: list[str]) -> float:
    """Mean silhouette width of the groups that are given."""
    labels = np.unique(groups, return_inverse=True)[1]
    return functions.silhouette(squareform(pdist(points)), labels)


def f_statistic(values: np.ndarray, groups: list[str]) -> float:
    """F of one gene: mean square between groups over mean square within."""
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    parts = [values[groups == group] for group in np.unique(groups)]
    between = sum(len(part) * (part.mean() - values.mean()) ** 2 for part in parts)
    within = sum(((part - part.mean()) ** 2).sum() for part in parts)
    k, n = len(parts), len(values)
    return float((between / (k - 1)) / (within / (n - k)))


def discoveries(pvals: np.ndarray, alpha: float = 0.05) -> np.ndarray:
    """Which genes have an adjusted p-value below alpha, adjusted over all genes."""
    return functions.adjust_bh(pvals) < alpha


def log_fold_change(
    log_values: pd.DataFrame, groups: list[str], first: str, second: str
) -> pd.Series:
    """Mean logarithm of the first group minus that of the second, for every gene."""
    groups = np.asarray(groups)
    means = {name: log_values.loc[:, groups == name].mean(axis=1) for name in (first, second)}
    return means[first] - means[second]


def welch(values: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
    """Welch's p-value of every gene, cells with label 1 against the others."""
    inside, table = np.asarray(labels).astype(bool), values.to_numpy(dtype=float)
    return stats.ttest_ind(table[:, inside], table[:, ~inside], axis=1, equal_var=False).pvalue


def confirmed_genes(
    find: pd.DataFrame,
    confirm: pd.DataFrame,
    labels_find: np.ndarray,
    labels_confirm: np.ndarray,
    number: int,
) -> pd.Series:
    """Genes chosen in one half of the cells, with their p-values in the other."""
    chosen = np.argsort(welch(find, labels_find), kind="stable")[:number]
    return pd.Series(welch(confirm, labels_confirm), index=confirm.index).iloc[chosen]


def program_input(counts: np.ndarray) -> np.ndarray:
    """Every gene divided by its standard deviation, and not centred."""
    counts = np.asarray(counts, dtype=float)
    deviation = counts.std(axis=1, ddof=1, keepdims=True)
    return np.where(deviation > 0, counts / np.where(deviation > 0, deviation, 1), 0)


def relative_to_controls(responses: np.ndarray, is_control: np.ndarray) -> np.ndarray:
    """Responses minus the mean of the controls."""
    controls = np.asarray(is_control).astype(bool)
    return responses - responses[:, controls].mean(axis=1, keepdims=True)


def composition(table: pd.DataFrame) -> pd.DataFrame:
    """Centred log ratios of every sample's cell types."""
    logs = np.log(table)
    return logs.sub(logs.mean(axis=1), axis=0)


def evidence(values: pd.DataFrame, pvals: np.ndarray, table: pd.DataFrame) -> dict[str, Any]:
    """Four numbers: what the colleague's steps do to these data."""
    array, pvals = values.to_numpy(dtype=float), np.asarray(pvals, dtype=float)
    by_columns = (array - array.mean(axis=0)) / array.std(axis=0, ddof=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the warning that was not read
        square = linkage(squareform(pdist(array)), "ward")[-1, 2]
    survivors = functions.adjust_bh(pvals[pvals < 0.05]) < 0.05
    counts = table.to_numpy(dtype=float)
    tripled = counts * np.where(np.arange(counts.shape[1]) == 0, 3, 1)
    before, after = (one / one.sum(axis=1, keepdims=True) for one in (counts, tripled))
    return {
        "gene_mean": float(np.abs(by_columns.mean(axis=1)).max()),
        "tree_height": float(square / gene_tree(array)[-1, 2]),
        "extra_calls": int(survivors.sum() - discoveries(pvals).sum()),
        "share_change": float(after[0, 1] / before[0, 1]),
    }
