"""Design matrices, and contrasts written the way they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import group_labels

TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*\*\s*)?"
    r"(?P<level>[^\W\d]\w*)\s*"
)
REDUNDANT = 1e-7
"""A column is redundant if this part of it, or less, is not a combination of those before it."""


def design_matrix(
    groups: npt.ArrayLike | pd.Series, batch: npt.ArrayLike | pd.Series | None = None
) -> pd.DataFrame:
    """Design of cell means: one column per group, 1 for its samples and 0 for the others.

    Parameters
    ----------
    groups
        The group of every sample. A Series brings the samples' names.
    batch
        The batch of every sample, where there are batches: adds a column for every batch but the
        first (``batch_2`` …), so that groups are compared within batches. A Series is aligned by
        sample name if `groups` is one.

    Returns
    -------
    DataFrame
        Samples × groups, the groups sorted. Each coefficient is a group's mean (in the first
        batch); differences are contrasts, see `make_contrast`.

    Raises
    ------
    ValueError
        If there are no samples, a sample has no group, or the batches do not fit.
    """
    labels = _named(groups)
    if labels.empty:
        raise ValueError("a design needs samples, but there are no groups")
    design = _indicators(labels)
    if batch is None:
        return design
    by_name = isinstance(batch, pd.Series) and isinstance(groups, pd.Series)
    batches = group_labels(batch if by_name else _plain(batch), labels.index)
    extra = _indicators(batches).iloc[:, 1:]
    extra.columns = [f"batch_{level}" for level in extra.columns]
    return pd.concat([design, extra], axis=1)


def _named(groups: Any) -> pd.Series:
    if isinstance(groups, pd.Series):
        return group_labels(_plain(groups), groups.index)
    plain = _plain(groups)
    return group_labels(plain, pd.RangeIndex(len(plain)))


def _plain(labels: Any) -> Any:
    if isinstance(labels, pd.Categorical):
        return labels
    return labels.to_numpy() if isinstance(labels, pd.Series) else list(labels)


def _indicators(labels: pd.Series) -> pd.DataFrame:
    codes, levels = pd.factorize(labels, sort=True)
    indicators = (codes[:, None] == np.arange(len(levels))).astype(float)
    names = pd.Index(levels).astype(object)
    return pd.DataFrame(indicators, index=labels.index.copy(), columns=names)


def make_contrast(expression: str, levels: Iterable[str] | pd.DataFrame) -> pd.Series:
    """Weights of a comparison that is written in words: ``"female - male"``.

    Parameters
    ----------
    expression
        Terms ``level`` or ``number*level`` joined by ``+`` and ``-``. What stands in front counts
        as positive: the result is positive where ``female`` is higher in ``"female - male"``.
    levels
        Names of the coefficients, in their order; or the design, whose columns they are.

    Returns
    -------
    Series
        A weight for every level, in the order of `levels`, named after the expression.

    Raises
    ------
    KeyError
        If a level is not among `levels`.
    TypeError, ValueError
        If the expression is not text, or cannot be read, or its terms cancel out; or a level
        occurs twice.
    """
    if not isinstance(expression, str):
        raise TypeError(f"a contrast is written as text, like 'female - male', not {expression!r}")
    names = list(levels.columns if isinstance(levels, pd.DataFrame) else levels)
    if isinstance(levels, str) or len(set(names)) < len(names):
        raise ValueError(f"levels must be the different names of the coefficients, not {levels!r}")
    weights = dict.fromkeys(names, 0.0)
    for level, weight in _terms(expression):
        if level not in weights:
            raise KeyError(_unknown_level(level, names))
        weights[level] += weight
    contrast = pd.Series(weights, index=names, dtype=float, name=" ".join(expression.split()))
    if not contrast.any():
        raise ValueError(f"the terms of {expression!r} cancel out: nothing is compared")
    return contrast


def _terms(expression: str) -> list[tuple[str, float]]:
    """Levels and weights, in the order of the terms."""
    terms: list[tuple[str, float]] = []
    position = 0
    while position < len(expression) or not terms:
        found = TERM.match(expression, position)
        if not found or (terms and not found["sign"]):
            raise ValueError(
                f"the contrast {expression!r} cannot be read from {expression[position:]!r} on: "
                "it must be like 'female - male' or '0.5*a + 0.5*b - c', with levels that are "
                "Python identifiers"
            )
        weight = float(found["number"] or 1)
        terms.append((found["level"], -weight if found["sign"] == "-" else weight))
        position = found.end()
    return terms


def _unknown_level(level: str, names: list[Any]) -> str:
    message = f"no level {level!r}; the levels are {', '.join(map(str, names))}"
    unusual = [name for name in names if not str(name).isidentifier()]
    if unusual:
        message += (
            f". {str(unusual[0])!r} is not a Python identifier and cannot stand in a contrast: "
            "rename it"
        )
    return message


def checked_design(design: Any, samples: pd.Index) -> pd.DataFrame:
    """The design as floats, its rows in the samples' order, of full rank.

    Parameters
    ----------
    design
        Samples × coefficients, a DataFrame or a matrix.
    samples
        Names of the samples. A design without names (numbered rows) is taken in its order.

    Returns
    -------
    DataFrame

    Raises
    ------
    ValueError
        If samples do not fit, a value is missing, or a column is a combination of those before it.
    """
    table = design if isinstance(design, pd.DataFrame) else pd.DataFrame(np.asarray(design))
    if len(table) != len(samples):
        raise ValueError(f"a design of {len(table)} rows does not fit {len(samples)} samples")
    if not table.index.equals(samples):
        table = _in_order(table, samples)
    table = table.astype(float)
    finite = np.isfinite(table.to_numpy())
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise ValueError(
            f"column {table.columns[column]!r} of the design has no value for sample "
            f"{samples[row]!r}"
        )
    _require_full_rank(table)
    return table


def _in_order(table: pd.DataFrame, samples: pd.Index) -> pd.DataFrame:
    numbered = pd.RangeIndex(len(samples))
    if table.index.equals(numbered) or samples.equals(numbered):
        return table.set_axis(samples, axis=0)
    absent = samples[~samples.isin(table.index)]
    if len(absent):
        raise ValueError(
            f"the design has no row for sample {absent[0]!r} ({len(absent)} of {len(samples)} "
            "samples): its index must hold the sample names"
        )
    return table.loc[samples]


def _require_full_rank(design: pd.DataFrame) -> None:
    columns = design.to_numpy()
    if not columns.shape[1]:
        raise ValueError("the design has no columns")
    for j in independent_columns(columns, complement=True):
        name, before = design.columns[j], columns[:, :j]
        if not columns[:, j].any():
            raise ValueError(f"column {name!r} of the design is 0 for every sample: leave it out")
        shares = np.linalg.lstsq(before, columns[:, j], rcond=None)[0]
        involved = [str(name) for name in design.columns[:j][np.abs(shares) > 1e-6]]
        raise ValueError(
            f"column {name!r} of the design is redundant: it is a combination of "
            f"{', '.join(involved)}, so that their effects cannot be told apart"
        )


def independent_columns(columns: np.ndarray, complement: bool = False) -> list[int]:
    """Columns, in their order, that are no combination of those before; or those that are."""
    basis = np.empty((len(columns), 0))
    chosen = []
    for j, column in enumerate(columns.T):
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)  # twice is enough: rounding is removed as well
        norm = np.linalg.norm(rest)
        independent = norm > REDUNDANT * np.linalg.norm(column)
        if independent:
            basis = np.column_stack([basis, rest / norm])
        if independent != complement:
            chosen.append(j)
    return chosen
