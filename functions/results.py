"""Tables of results: the top genes, and calls at a false discovery rate."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtri, fdtri

from .anova import adjust_bh
from .moderation import f_degrees, whitened
from .validation import one_of, whole_number

CALL_METHODS = ("separate", "global", "hierarchical", "nestedF")


def top_table(fit: Mapping[str, Any], coef: Hashable = 0, number: int | None = 10) -> pd.DataFrame:
    """Genes with the smallest p-values of one coefficient.

    Parameters
    ----------
    fit
        What `e_bayes` (or `treat`) returns; of it ``coefficients``, ``t``, ``p_value`` and ``b``
        (DataFrames genes × coefficients) and ``ave_expr`` (Series).
    coef
        The coefficient, by position or by name.
    number
        How many genes, at most; None for all.

    Returns
    -------
    DataFrame
        Indexed by gene, smallest p first: ``log_fc``, ``ave_expr``, ``t``, ``p_value``,
        ``adj_p_value`` (Benjamini–Hochberg over all genes of the fit, not of the table) and ``b``
        (unless from `treat`).

    Raises
    ------
    KeyError
        If there is no coefficient of that name, or the fit has not been moderated.
    TypeError, ValueError
        If the position is out of range, or `number` is not a whole number of 1 or more.
    """
    column = coefficient_position(fit, coef)
    genes = fit["coefficients"].index
    if number is not None:
        number = whole_number(number, "number", at_least=1)
    p_value = fit["p_value"].iloc[:, column].to_numpy(dtype=float)
    t = fit["t"].iloc[:, column].to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "log_fc": fit["coefficients"].iloc[:, column].to_numpy(dtype=float),
            "ave_expr": np.asarray(fit["ave_expr"], dtype=float),
            "t": t,
            "p_value": p_value,
            "adj_p_value": adjust_bh(p_value),
        },
        index=genes.copy(),
    )
    if "b" in fit:  # treat has none
        table["b"] = fit["b"].iloc[:, column].to_numpy(dtype=float)
    # p-values too small for a number are all 0: their t still has an order.
    order = np.lexsort([-np.abs(t), p_value])
    return table.iloc[order[:number]]


def coefficient_position(fit: Mapping[str, Any], coef: Hashable) -> int:
    """Position of a coefficient that is given by position or by name.

    Raises
    ------
    KeyError
        If there is no coefficient of that name, or the fit has not been moderated.
    TypeError, ValueError
        If the position is out of range.
    """
    for entry in ("t", "p_value"):
        if entry not in fit:
            raise KeyError(f"the fit has no {entry!r}: e_bayes(fit) adds it")
    names = fit["coefficients"].columns
    if isinstance(coef, (int, np.integer)) and not isinstance(coef, bool):
        return whole_number(coef, "coef", at_least=0, at_most=len(names) - 1)
    if coef not in names:
        raise KeyError(f"no coefficient {coef!r}; there are {', '.join(map(str, names))}")
    return int(names.get_loc(coef))


def decide_tests(
    fit: Mapping[str, Any], alpha: float = 0.05, lfc: float = 0.0, method: str = "separate"
) -> pd.DataFrame:
    """Call every gene up (1), down (−1) or neither (0), for every coefficient.

    Parameters
    ----------
    fit
        What `e_bayes` returns.
    alpha
        Level of the false discovery rate (Benjamini–Hochberg); an adjusted p-value must be below.
    lfc
        Least absolute log fold change of a call. The rate no longer holds for such a selection.
    method
        ``"separate"``: every coefficient by itself. ``"global"``: all p-values together.
        ``"hierarchical"``: genes by F, then the coefficients of each chosen gene. ``"nestedF"``:
        genes by F, then the coefficients without which F would not be significant.

    Returns
    -------
    DataFrame of int
        Genes × coefficients: −1, 0 or 1. A gene without a p-value is not called: 0.

    Raises
    ------
    KeyError
        If the fit has not been moderated.
    ValueError
        If `alpha`, `lfc` or `method` is out of range, or a method based on F meets a gene without.
    """
    coefficient_position(fit, 0)
    one_of(method, "method", CALL_METHODS)
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1, not {alpha!r}")
    if not lfc >= 0:
        raise ValueError(f"lfc must be 0 or more, not {lfc!r}")
    p_value, t = fit["p_value"], fit["t"].to_numpy()
    p = p_value.to_numpy()
    if method == "separate":
        called = np.column_stack([adjust_bh(column) for column in p.T]) < alpha
    elif method == "global":
        called = adjust_bh(p.ravel()).reshape(p.shape) < alpha
    else:
        called = _by_gene(fit, alpha, nested=method == "nestedF")
    called &= np.abs(fit["coefficients"].to_numpy()) >= lfc
    calls = np.where(called, np.sign(np.nan_to_num(t)), 0).astype(int)
    return pd.DataFrame(calls, index=p_value.index.copy(), columns=p_value.columns.copy())


def _by_gene(fit: Mapping[str, Any], alpha: float, nested: bool) -> npt.NDArray[np.bool_]:
    """Calls in two steps: genes by F, then coefficients, at a level that accounts for the first."""
    by_f = fit["F_p_value"].to_numpy()
    if np.isnan(by_f).any():
        gene = fit["F_p_value"].index[int(np.argmax(np.isnan(by_f)))]
        raise ValueError(f"gene {gene!r} has no F: use method 'separate' or 'global'")
    genes = np.flatnonzero(adjust_bh(by_f) < alpha)
    called = np.zeros(fit["t"].shape, dtype=bool)
    level = alpha * len(genes) / len(by_f)
    if not len(genes):
        return called
    if nested:
        called[genes] = _nested(fit, genes, level)
    else:
        p = fit["p_value"].to_numpy()[genes]
        called[genes] = np.array([adjust_bh(row) for row in p]) < level
    return called


def _nested(fit: Mapping[str, Any], genes: np.ndarray, level: float) -> npt.NDArray[np.bool_]:
    """Coefficients of each gene, largest |t| first, as long as F is significant.

    For the i-th, all larger |t| are lowered to it: is F still significant without their surplus?
    """
    whitening = whitened(fit["cov_coefficients"])
    n = whitening.shape[1]
    df = f_degrees(fit)[genes]
    cutoff = np.where(np.isinf(df), chdtri(n, level) / n, fdtri(n, df, 1 - level))
    t = fit["t"].to_numpy()[genes]
    order = np.argsort(-np.abs(t), axis=1, kind="stable")
    signs, sizes = np.sign(t), np.abs(t)
    called = np.zeros(t.shape, dtype=bool)
    going = np.ones(len(t), dtype=bool)
    each = np.arange(len(t))
    for i in range(t.shape[1]):
        lowered = signs * np.minimum(sizes, sizes[each, order[:, i]][:, None])
        going &= ((lowered @ whitening) ** 2).sum(axis=1) / n > cutoff
        called[each[going], order[going, i]] = True
    return called
