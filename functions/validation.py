"""Checks of arguments that several modules share.

Every error says what was wrong, where (the gene, the sample, the column, the value) and what to do.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Hashable
from typing import Any

import numpy as np
import pandas as pd


def whole_number(
    value: Any, name: str, at_least: int | None = None, at_most: int | None = None
) -> int:
    """Return `value` as an int, or say why it is not a whole number in the range.

    Raises
    ------
    TypeError
        If `value` is not an integer (a NumPy integer is one, ``True`` and ``2.0`` are not).
    ValueError
        If it is smaller than `at_least` or larger than `at_most`.
    """
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {value!r}") from None
    if at_least is not None and number < at_least:
        raise ValueError(f"{name} must be at least {at_least}, not {number}")
    if at_most is not None and number > at_most:
        raise ValueError(f"{name} must be at most {at_most}, not {number}")
    return number


def one_of(value: Any, name: str, allowed: Collection[str]) -> None:
    """Raise a ValueError that lists the alternatives unless `value` is one of them."""
    if not (isinstance(value, str) and value in allowed):
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, not {value!r}")


def first_name(names: pd.Index, chosen: np.ndarray) -> Hashable:
    """Name of the first row that the boolean array `chosen` marks."""
    return names[int(np.argmax(chosen))]


def require_finite(expression: np.ndarray, genes: pd.Index, purpose: str) -> None:
    """Raise a ValueError naming the first gene with a missing or infinite value.

    Parameters
    ----------
    expression
        Values (n_genes, n_samples).
    genes
        Names of the rows.
    purpose
        What needs the values, for the message: "z-scores", "distances" …
    """
    finite = np.isfinite(expression).all(axis=1)
    if not finite.all():
        gene = first_name(genes, ~finite)
        raise ValueError(
            f"{purpose} need finite values, but gene {gene!r} has a missing or infinite one "
            f"({np.count_nonzero(~finite)} such genes in all): remove or fill them first"
        )


def require_not_infinite(expression: np.ndarray, genes: pd.Index) -> None:
    """Raise a ValueError naming the first gene with an infinite value; NaN may pass."""
    infinite = np.isinf(expression).any(axis=1)
    if infinite.any():
        raise ValueError(
            f"gene {first_name(genes, infinite)!r} has an infinite value: was the logarithm "
            "of zero taken? Add a pseudocount before the logarithm, or remove the gene"
        )


def group_labels(groups: Any, samples: pd.Index) -> pd.Series:
    """The group of every sample, in the samples' order.

    Parameters
    ----------
    groups
        Array or list with one label per sample in order, or a Series, which is aligned by its
        index of sample names.
    samples
        Names of the samples.

    Raises
    ------
    ValueError
        If the number of labels is not the number of samples, a sample is not in the Series or is
        in it twice, or a label is missing.
    """
    if isinstance(groups, pd.Series):
        labels = _aligned(groups, samples)
    else:
        # Not np.asarray: it would turn a missing label among strings into the string "nan".
        values: Any = groups if hasattr(groups, "dtype") else list(groups)
        if getattr(values, "ndim", 1) != 1:
            raise ValueError(f"groups must be one label per sample, not {values.ndim}-dimensional")
        if len(values) != len(samples):
            raise ValueError(f"{len(values)} group labels do not fit {len(samples)} samples")
        labels = pd.Series(values, index=samples)
    missing = labels.isna().to_numpy()
    if missing.any():
        raise ValueError(f"sample {first_name(samples, missing)!r} has no group label")
    return labels


def _aligned(groups: pd.Series, samples: pd.Index) -> pd.Series:
    if not groups.index.is_unique:
        twice = first_name(groups.index, groups.index.duplicated())
        raise ValueError(f"the Series of groups has sample {twice!r} more than once")
    absent = samples[~samples.isin(groups.index)]
    if len(absent):
        shown = ", ".join(map(repr, absent[:5])) + (" …" if len(absent) > 5 else "")
        raise ValueError(
            f"the Series of groups has no entry for {len(absent)} of {len(samples)} samples: "
            f"{shown}. Its index must hold the sample names; labels that are in the samples' "
            "order already can be given as an array (groups.to_numpy())"
        )
    return groups.loc[samples]
