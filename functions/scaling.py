"""Which genes vary, and how to put genes on one scale."""

from __future__ import annotations

import numpy as np

from .data_model import ExpressionData, check_data_model, subset_genes
from .validation import require_finite, require_not_infinite, whole_number


def get_top_variable_genes(data: ExpressionData, top_n: int = 500) -> ExpressionData:
    """New data with the genes of largest sample variance, most variable first.

    Parameters
    ----------
    data
        The data dictionary. Genes with a missing value have no variance and come last.
    top_n
        How many genes to keep; all of them if there are fewer.

    Returns
    -------
    ExpressionData
        Genes of equal variance stay in their original order.

    Raises
    ------
    ValueError
        If `top_n` is smaller than 1, there are fewer than two samples, or a value is infinite.

    Notes
    -----
    The variance is the sample variance, with n − 1 below the line (``ddof=1``).
    """
    check_data_model(data)
    top_n = whole_number(top_n, "top_n", at_least=1)
    expression = data["expression"]
    if expression.shape[1] < 2:
        raise ValueError(f"a variance needs 2 samples or more, not {expression.shape[1]}")
    require_not_infinite(expression, data["genes"].index)

    variance = expression.var(axis=1, ddof=1)
    most_variable_first = np.argsort(-variance, kind="stable")
    return subset_genes(data, most_variable_first[:top_n])


def zscore_rows(data: ExpressionData) -> None:
    """Scale every gene to mean 0 and standard deviation 1 across samples, in place.

    Parameters
    ----------
    data
        The data dictionary; its ``expression`` is replaced. The old array is not written to, so
        that other data that share it (a shallow ``data.copy()``) keep their values.

    Raises
    ------
    ValueError
        If a gene has a missing or infinite value.

    Notes
    -----
    The standard deviation has n − 1 below the line (``ddof=1``). A constant gene becomes 0.
    """
    check_data_model(data)
    expression = data["expression"]
    require_finite(expression, data["genes"].index, "z-scores")
    if expression.size == 0:
        return

    # Less the first value before the mean: a constant gene gives exact zeros, not roundings.
    centred = expression - expression[:, :1].astype(float)
    centred -= centred.mean(axis=1, keepdims=True)
    n_samples = expression.shape[1]
    sd = np.sqrt((centred**2).sum(axis=1, keepdims=True) / max(n_samples - 1, 1))
    data["expression"] = centred / np.where(sd > 0, sd, 1.0)


def minmax_rows(data: ExpressionData) -> None:
    """Scale every gene to the range from 0 to 1, in place.

    Parameters
    ----------
    data
        The data dictionary; its ``expression`` is replaced, the old array is not written to.

    Raises
    ------
    ValueError
        If a gene has a missing or infinite value.

    Notes
    -----
    A constant gene becomes 0.
    """
    check_data_model(data)
    expression = data["expression"].astype(float)
    require_finite(expression, data["genes"].index, "min-max scaling")
    if expression.size == 0:
        return

    lowest = expression.min(axis=1, keepdims=True)
    span = expression.max(axis=1, keepdims=True) - lowest
    data["expression"] = (expression - lowest) / np.where(span > 0, span, 1.0)
