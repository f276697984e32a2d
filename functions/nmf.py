"""Non-negative matrix factorisation: cells × genes ≈ usage · programs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import whole_number

CANCELLED = 1e-6
"""Below this part of the data's square, the squared error is computed from the residuals."""
SETTLED = 3
"""After so many iterations without any gain the rest is skipped: nothing would change."""


def nmf(
    x: npt.ArrayLike, k: int, n_iter: int = 500, seed: int = 0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Approximate a non-negative matrix by a product of two: x ≈ w h.

    Parameters
    ----------
    x
        (n, m), without negative values: as a rule cells × genes.
    k
        Number of programs, at most the smaller of n and m.
    n_iter
        Number of iterations.
    seed
        The same seed gives the same result; another one may give another local optimum.

    Returns
    -------
    w : ndarray (n, k)
        Usage: how much of each program every cell shows. Not negative.
    h : ndarray (k, m)
        Programs: how much of every gene each has. Not negative.
    errors : ndarray (n_iter + 1,)
        Frobenius norm of x − w h after 0, 1, 2 … iterations; it never increases.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix, has a negative, missing or infinite value or no positive one, or an
        argument is out of range.

    Warns
    -----
    UserWarning
        If `k` is larger than the rank of x: some programs are then arbitrary.

    Notes
    -----
    Each iteration improves the usage of one program after the other, given everything else, and
    then the programs likewise (hierarchical alternating least squares [1]_). Every such step is
    the exact optimum of a least-squares problem, so the error cannot rise. The factors are not
    unique: w · s and h / s have the same product for any positive scale s; see
    `normalise_programs`.

    References
    ----------
    .. [1] A. Cichocki and A.-H. Phan, "Fast local algorithms for large scale nonnegative matrix
       and tensor factorizations", IEICE Trans. Fundam. E92-A, 2009,
       doi:10.1587/transfun.E92.A.708.
    """
    values = non_negative(x)
    k = whole_number(k, "k", at_least=1, at_most=min(values.shape))
    n_iter = whole_number(n_iter, "n_iter", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    _warn_about_rank(values, k)
    errors = np.empty(n_iter + 1)
    start = draw_factors(values, k, 1, rng)
    for done, (w, h, squared) in enumerate(iterations(values, *start)):  # noqa: B007
        errors[done] = np.sqrt(squared[0])
        if done == n_iter:
            break
        if done >= SETTLED and errors[done] >= errors[done - SETTLED]:
            errors[done + 1 :] = errors[done]
            break
    # The last digits of the error are rounding, which may well go up.
    return w[0].T.copy(), h[0], np.minimum.accumulate(errors)


def non_negative(x: Any, name: str = "x") -> npt.NDArray[np.float64]:
    """Matrix of floats, or an error that says where it is negative or no number.

    Raises
    ------
    ValueError
        If it is no matrix, has a negative, missing or infinite value, or no positive one.
    """
    values = np.ascontiguousarray(x, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"{name} must be a matrix of cells × genes, not of shape {values.shape}")
    if not (values.min() >= 0 and values.max() < np.inf):  # false for NaN, too
        row, column = np.argwhere(~((values >= 0) & (values < np.inf)))[0]
        value = values[row, column]
        why = (
            "z-scores, or corrected values? Divide genes by their standard deviation without "
            "subtracting the mean instead"
            if value < 0
            else "remove or fill it first"
        )
        raise ValueError(
            f"{name} must not hold negative, missing or infinite values, but row {row}, column "
            f"{column} is {value}: {why}"
        )
    if not values.any():
        raise ValueError(f"all values of {name} are 0: there is nothing to factorise")
    return values


def _warn_about_rank(values: np.ndarray, k: int) -> None:
    # k random mixtures of the columns have rank k unless the matrix itself has less.
    probe = values @ np.random.default_rng(0).random((values.shape[1], k))
    rank = int(np.linalg.matrix_rank(probe))
    if rank < k:
        warnings.warn(
            f"k = {k} programs are more than the rank of the data, {rank}: some of them are "
            f"arbitrary; use k = {rank} or fewer",
            UserWarning,
            stacklevel=3,
        )


def draw_factors(
    values: np.ndarray, k: int, n_runs: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Random factors (n_runs, k, n) and (n_runs, k, m) of the data's size."""
    scale = np.sqrt(values.mean() / k)
    w = np.abs(rng.normal(0, scale, size=(n_runs, k, values.shape[0])))
    h = np.abs(rng.normal(0, scale, size=(n_runs, k, values.shape[1])))
    return w.astype(values.dtype), h.astype(values.dtype)


def iterations(
    values: np.ndarray, w: np.ndarray, h: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Improve the factors of several runs together, for ever.

    Yields the usages (n_runs, k, n), the programs (n_runs, k, m), both changed in place, and the
    squared errors (n_runs,); first those of the start.
    """
    n_runs, k, _ = w.shape
    transposed = np.ascontiguousarray(values.T)
    total = float(np.einsum("ij,ij->", values, values, dtype=float))
    target = (w.reshape(n_runs * k, -1) @ values).reshape(h.shape)
    while True:
        gram_w, gram_h = w @ w.transpose(0, 2, 1), h @ h.transpose(0, 2, 1)
        fitted = np.einsum("rkm,rkm->r", h, target, dtype=float)
        squared = total - 2 * fitted + (gram_w * gram_h).sum(axis=(1, 2), dtype=float)
        for run in np.flatnonzero(squared < CANCELLED * total):
            squared[run] = ((values - w[run].T @ h[run]) ** 2).sum()
        yield w, h, squared
        # One wide matrix product for all runs.
        sweep(w, gram_h, (h.reshape(n_runs * k, -1) @ transposed).reshape(w.shape))
        target = (w.reshape(n_runs * k, -1) @ values).reshape(h.shape)
        sweep(h, w @ w.transpose(0, 2, 1), target)


def sweep(factor: np.ndarray, gram: np.ndarray, target: np.ndarray) -> None:
    """One component after the other to its optimum, given the others, in place.

    Parameters
    ----------
    factor
        (n_runs, k, n), changed in place.
    gram
        Products of the other factor's components with each other (n_runs, k, k).
    target
        Products of its components with the data (n_runs, k, n).
    """
    for j in range(factor.shape[1]):
        size = gram[:, j, j][:, None]
        step = target[:, j] - (gram[:, j : j + 1] @ factor)[:, 0]
        np.divide(step, size, out=step, where=size > 0)
        step *= size > 0  # a component that the other factor does not use stays as it is
        step += factor[:, j]
        np.maximum(step, 0, out=factor[:, j])


def normalise_programs(
    w: npt.ArrayLike, h: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Factors with the same product whose programs have length 1, most used first.

    Parameters
    ----------
    w
        Usage (n, k).
    h
        Programs (k, m).

    Returns
    -------
    w : ndarray (n, k)
    h : ndarray (k, m)
        Every row has unit Euclidean norm; rows are ordered by the norm of their column of w,
        largest first. A program that is zero everywhere is left as it is.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    usage, programs = _factors(w, h)
    norms = np.sqrt((programs**2).sum(axis=1))
    norms[norms == 0] = 1.0
    usage, programs = usage * norms, programs / norms[:, None]
    order = np.argsort(-np.sqrt((usage**2).sum(axis=0)), kind="stable")
    return usage[:, order], programs[order]


def _factors(w: npt.ArrayLike, h: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    usage, programs = np.asarray(w, dtype=float), np.asarray(h, dtype=float)
    if usage.ndim != 2 or programs.ndim != 2 or usage.shape[1] != len(programs):
        raise ValueError(
            f"w {usage.shape} and h {programs.shape} are no factors: w needs a column for every "
            "row of h"
        )
    return usage, programs


def top_genes(
    h: npt.ArrayLike | pd.DataFrame, gene_names: Sequence[str] | pd.Index, n: int = 10
) -> pd.DataFrame:
    """Names of the genes with the largest loadings in every program.

    Parameters
    ----------
    h
        Programs (k, m).
    gene_names
        Names of its m columns.
    n
        How many genes of each program.

    Returns
    -------
    DataFrame
        n × k: a column for every program, the largest loading first; equal ones in the order given.

    Raises
    ------
    TypeError, ValueError
        If the number of names does not fit, or `n` is out of range.
    """
    loadings, names = np.asarray(h, dtype=float), np.asarray(gene_names, dtype=object)
    if loadings.ndim != 2 or names.shape != loadings.shape[1:]:
        raise ValueError(f"{names.size} gene names do not fit programs of shape {loadings.shape}")
    n = whole_number(n, "n", at_least=1, at_most=len(names))
    order = np.argsort(-loadings, axis=1, kind="stable")[:, :n]
    programs = h.index if isinstance(h, pd.DataFrame) else pd.RangeIndex(len(loadings))
    ranks = pd.RangeIndex(1, n + 1, name="rank")
    return pd.DataFrame(names[order].T, index=ranks, columns=programs.rename("program"))


def consensus_matrix(labelings: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """How often any two items share a cluster.

    Parameters
    ----------
    labelings
        Runs × items: cluster labels of all items, from every run. The numbering may differ from
        run to run.

    Returns
    -------
    ndarray (n_items, n_items)
        Fraction of the runs in which two items have the same label; symmetric, diagonal 1.

    Raises
    ------
    ValueError
        If there is no run, or the runs have different lengths.
    """
    rows: list[Any] = list(labelings)  # type: ignore[arg-type]
    lengths = {0 if np.isscalar(row) else len(row) for row in rows}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(
            f"labelings must be runs × items, all runs of one length, not {len(rows)} runs of "
            f"lengths {sorted(lengths)}"
        )
    together = np.zeros((len(rows[0]), len(rows[0])))
    for row in rows:
        codes, levels = pd.factorize(np.asarray(row), use_na_sentinel=False)
        member = (codes[:, None] == np.arange(len(levels))).astype(np.float32)
        together += member @ member.T
    return together / len(rows)
