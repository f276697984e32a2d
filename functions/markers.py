"""Which genes mark a group of cells, what the groups are called, and how many cells each has."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr

from .anova import adjust_bh
from .data_model import ExpressionData, check_data_model
from .validation import group_labels, require_finite

OFFSET = 1e-9
"""Keeps the logarithm of a mean of 0 finite."""
ROUNDING = 1e-13
"""Variances below this part of the gene's square are rounding."""


def rank_markers(
    data: ExpressionData, labels: npt.ArrayLike | pd.Series, group: Hashable
) -> pd.DataFrame:
    """Genes that differ between one group of cells and all others, by Welch's t-test.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms log(1 + x).
    labels
        Group of every cell.
    group
        The group of interest.

    Returns
    -------
    DataFrame
        Indexed by gene, smallest p first: ``log_fc`` (log2 of the ratio of the mean counts,
        positive where the group has more), ``t``, ``p_value``, ``adj_p_value``
        (Benjamini–Hochberg), and ``pct_in`` and ``pct_out``, the shares of cells above 0.

    Raises
    ------
    KeyError
        If there is no such group.
    ValueError
        If the labels do not fit, a value is missing, or the group or the rest has fewer than 2
        cells.

    Notes
    -----
    If the groups were found in the same data, p-values are far too small: clustering separates
    cells by the very genes that are then tested. They rank genes; they prove nothing.
    """
    moments, names = _moments(data, labels)
    if group not in names:
        raise KeyError(f"no cells of group {group!r}; there are {', '.join(map(str, names))}")
    return _table(data, moments, names, list(names).index(group))


def rank_all_markers(data: ExpressionData, labels: npt.ArrayLike | pd.Series) -> pd.DataFrame:
    """`rank_markers` for every group, in one table.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms log(1 + x).
    labels
        Group of every cell.

    Returns
    -------
    DataFrame
        Indexed by group and gene, groups sorted, in every group the smallest p first.

    Raises
    ------
    ValueError
        If the labels do not fit, a value is missing, or a group has fewer than 2 cells.
    """
    moments, names = _moments(data, labels)
    tables = {name: _table(data, moments, names, i) for i, name in enumerate(names)}
    return pd.concat(tables, names=["group", "gene"])


def _moments(data: ExpressionData, labels: Any) -> tuple[dict[str, np.ndarray], pd.Index]:
    """Per gene and group: number, mean, sum of squares around it, cells above 0; and the names."""
    check_data_model(data)
    expression = data["expression"].astype(float)
    require_finite(expression, data["genes"].index, "markers")
    of_cells = group_labels(labels, data["samples"].index)
    codes, names = pd.factorize(of_cells.to_numpy(), sort=True)
    member = (codes[:, None] == np.arange(len(names))).astype(float)
    size = member.sum(axis=0)
    level = expression.mean(axis=1, keepdims=True)
    above = (expression > 0).astype(np.float32) @ member.astype(np.float32)
    # Around the gene's mean, squares do not cancel.
    centred = expression - level
    sums = centred @ member
    np.square(centred, out=centred)
    squares = centred @ member
    return {
        "size": size, "level": level, "sum": sums, "square": squares, "above": above.astype(float),
    }, pd.Index(names)  # fmt: skip


def _table(
    data: ExpressionData, moments: dict[str, np.ndarray], names: pd.Index, group: int
) -> pd.DataFrame:
    size = moments["size"]
    inside, outside = size[group], size.sum() - size[group]
    if inside < 2 or outside < 2:
        raise ValueError(
            f"group {names[group]!r} has {inside:.0f} cells and the rest {outside:.0f}: a test "
            "needs 2 or more of each"
        )
    parts = {}
    for entry in ("sum", "square", "above"):
        own = moments[entry][:, group]
        parts[entry] = own, moments[entry].sum(axis=1) - own
    number = np.array([inside, outside])[:, None]
    means = np.array(parts["sum"]) / number
    squares = np.array(parts["square"])
    rest = squares - number * means**2
    rest[rest < ROUNDING * (squares + number * moments["level"][:, 0] ** 2)] = 0
    t, p = _welch(means, rest / (number - 1), number)
    means += moments["level"][:, 0]
    counts = np.expm1(means) + OFFSET
    share = np.array(parts["above"]) / number
    with np.errstate(invalid="ignore", divide="ignore"):
        log_fc = np.log2(counts[0] / counts[1])
    table = pd.DataFrame(
        {
            "log_fc": np.where(counts.min(axis=0) > 0, log_fc, means[0] - means[1]),
            "t": t,
            "p_value": p,
            "adj_p_value": adjust_bh(p),
            "pct_in": share[0],
            "pct_out": share[1],
        },
        index=data["genes"].index.copy(),
    )
    return table.iloc[np.lexsort([-np.abs(t), p])]


def _welch(
    means: np.ndarray, variances: np.ndarray, number: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Welch's t and two-sided p of two groups (rows); without any difference 0 and 1."""
    errors = variances / number
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (means[0] - means[1]) / np.sqrt(errors.sum(axis=0))
        df = errors.sum(axis=0) ** 2 / (errors**2 / (number - 1)).sum(axis=0)
    p = 2 * stdtr(np.where(np.isfinite(df), df, 1), -np.abs(t))
    same = np.isnan(t)
    return np.where(same, 0, t), np.where(same, 1, np.where(np.isinf(t), 0, p))


def annotate(
    labels: npt.ArrayLike | pd.Series, mapping: Mapping[str, Iterable[Hashable] | Hashable]
) -> Any:
    """Cell type of every cell, from the clusters that were given to each type.

    Parameters
    ----------
    labels
        Cluster of every cell.
    mapping
        Clusters of every type, as ``{"Neu": [13, 3], "Mo": [0]}``. Clusters that nobody can name
        may be given to ``"unknown"``.

    Returns
    -------
    ndarray of str, or Series if `labels` is one

    Raises
    ------
    ValueError
        If a cluster is given to two types, or a cell's cluster to none.
    """
    type_of: dict[Hashable, str] = {}
    for name, given in mapping.items():
        several = isinstance(given, Iterable) and not isinstance(given, str)
        clusters: Iterable[Any] = given if several else [given]  # type: ignore[assignment]
        for cluster in clusters:
            if type_of.get(cluster, name) != name:
                raise ValueError(
                    f"cluster {cluster!r} is given to two types: {type_of[cluster]!r} and {name!r}"
                )
            type_of[cluster] = name
    values = labels if isinstance(labels, pd.Series) else pd.Series(list(labels))  # type: ignore[arg-type]
    unnamed = [cluster for cluster in values.unique() if cluster not in type_of]
    if unnamed:
        raise ValueError(
            f"no type for cluster {', '.join(map(str, unnamed))}: name it, or give it to 'unknown'"
        )
    types = [type_of[cluster] for cluster in values]
    if isinstance(labels, pd.Series):
        return pd.Series(types, index=labels.index.copy(), name="cell_type")
    return np.array(types)


def proportions(
    samples: npt.ArrayLike | pd.Series, cell_types: npt.ArrayLike | pd.Series
) -> pd.DataFrame:
    """Share of every cell type in every sample.

    Parameters
    ----------
    samples
        Sample of every cell.
    cell_types
        Type of every cell; a Series is aligned if both are.

    Returns
    -------
    DataFrame
        Samples × types, both sorted; rows add up to 1, and a type that a sample lacks has 0. With
        one sample of each group, no difference between groups can be told from one of samples.

    Raises
    ------
    ValueError
        If the numbers of cells differ, or a label is missing.
    """
    if isinstance(samples, pd.Series):
        cells: pd.Index = samples.index
        of_samples = samples
    else:
        values = list(samples)  # type: ignore[arg-type]
        cells = (
            cell_types.index if isinstance(cell_types, pd.Series) else pd.RangeIndex(len(values))
        )
        of_samples = group_labels(values, cells)
    types = group_labels(cell_types, cells)
    counts = pd.crosstab(
        of_samples.astype(object).to_numpy(),
        types.astype(object).to_numpy(),
        rownames=["sample"],
        colnames=["cell_type"],
    )
    return counts.div(counts.sum(axis=1), axis=0)


def clr(table: pd.DataFrame, pseudocount: float = 0.0) -> pd.DataFrame:
    """Centred log ratios: how every type relates to the typical one of its sample.

    Parameters
    ----------
    table
        Samples × types: counts or proportions.
    pseudocount
        What is added to every entry first; zeros need one (0.5 for counts).

    Returns
    -------
    DataFrame
        Natural logarithms minus their mean in the sample: rows add up to 0. If one type grows,
        the others' shares shrink, but the differences among their ratios stay.

    Raises
    ------
    ValueError
        If an entry is negative, or 0 without a pseudocount.
    """
    values = table.to_numpy(dtype=float) + pseudocount
    if not (values > 0).all():
        row, column = np.argwhere(~(values > 0))[0]
        raise ValueError(
            f"{table.columns[column]!r} in sample {table.index[row]!r} is not above 0 and has no "
            "logarithm: give a pseudocount (0.5 for counts)"
        )
    logs = pd.DataFrame(np.log(values), index=table.index.copy(), columns=table.columns.copy())
    return logs.sub(logs.mean(axis=1), axis=0)
