"""Gene programs: which genes, how active, in what state, and what a perturbation changes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData, check_data_model, from_pd
from .kmeans import kmeans
from .nmf import non_negative
from .orthogonal import soft_orthogonal_nmf
from .validation import first_name, group_labels, whole_number

LARGEST_RATE = 2.0
"""A balanced sample takes at most so many cells per cell of a group."""
SMALLEST_GROUP = 20
"""Groups of fewer cells are left out of a balanced sample."""
SCALE_FLOOR = 20
"""Percentile of the standard deviations below which genes are not blown up further."""
CONSENSUS_STARTS = 50
POWER_STEPS = 1_000


def assign_programs(h: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Program of every gene: the one with the largest loading.

    Parameters
    ----------
    h
        Programs (k, n_genes).

    Returns
    -------
    ndarray of int (n_genes,)
        From 0 to k − 1; −1 for a gene without any loading.

    Raises
    ------
    ValueError
        If `h` is no matrix.
    """
    loadings = np.asarray(h, dtype=float)
    if loadings.ndim != 2 or not len(loadings):
        raise ValueError(f"h must be programs × genes, not of shape {loadings.shape}")
    return np.where(loadings.max(axis=0) > 0, loadings.argmax(axis=0), -1)


def gene_programs(
    data: ExpressionData,
    k: int,
    groups: npt.ArrayLike | pd.Series | None = None,
    n_repeats: int = 10,
    n_cells: int = 10_000,
    n_iter: int = 500,
    seed: int = 0,
) -> dict[str, Any]:
    """Disjoint gene programs: the consensus of orthogonal NMF on balanced samples of the cells.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms without negative values.
    k
        Number of programs.
    groups
        Group of every cell, by which samples are balanced: a large group contributes by the square
        root of its size. Without it, every cell is used once.
    n_repeats
        Number of samples and factorisations.
    n_cells
        Number of cells in every sample.
    n_iter
        Iterations of every factorisation.
    seed
        The same seed gives the same result.

    Returns
    -------
    dict
        ``programs`` (Series: program of every gene, 0 to k − 1), ``weights`` (DataFrame programs ×
        genes, rows of length 1, 0 outside the program), ``usage`` (DataFrame cells × programs:
        activity) and ``scale`` (Series: what every gene was divided by).

    Raises
    ------
    TypeError, ValueError
        If the data are negative, a gene is 0 everywhere, no group has 20 cells, or an argument is
        out of range.

    Warns
    -----
    UserWarning
        If groups of fewer than 20 cells are left out of the samples.

    Notes
    -----
    As in D-SPIN [1]_: genes are divided by their standard deviation in the sample, the programs of
    all repeats are clustered by k-means, and a gene belongs to the cluster whose mean program it
    loads on most. Weights are the leading singular vector of the program's genes.

    References
    ----------
    .. [1] J. Jiang et al., "D-SPIN constructs regulatory network models from multiplexed scRNA-seq
       data revealing organizing principles of cellular perturbation response", bioRxiv 2023,
       doi:10.1101/2023.04.19.537364.
    """
    check_data_model(data)
    names, cells = data["genes"].index, data["samples"].index
    x = non_negative(data["expression"].T, "the data (cells × genes)")
    absent = np.asarray(x.max(axis=0) == 0)
    if absent.any():
        raise ValueError(f"gene {first_name(names, absent)!r} is 0 in all cells: remove it")
    k = whole_number(k, "k", at_least=1, at_most=min(x.shape))
    n_repeats = whole_number(n_repeats, "n_repeats", at_least=1)
    n_cells = whole_number(n_cells, "n_cells", at_least=k)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    labels = None if groups is None else group_labels(groups, cells)

    found = []
    for _ in range(n_repeats):
        sample = x[_balanced(labels, n_cells, len(x), rng)]
        scaled = (sample / _scale(sample)).astype(np.float32)
        found.append(soft_orthogonal_nmf(scaled, k, n_iter, int(rng.integers(2**31)))[1])
    programs = assign_programs(_consensus(np.vstack(found).astype(float), k))
    sample = x[_balanced(labels, 5 * n_cells, len(x), rng)]
    scale = _scale(sample)
    weights = _leading(sample / scale, programs, k)
    usage = (x / scale) @ weights.T  # the weights are orthonormal: this is least squares
    order = np.argsort(-(usage**2).sum(axis=0), kind="stable")
    numbers = pd.RangeIndex(k, name="program")
    return {
        "programs": pd.Series(np.argsort(order)[programs], index=names.copy(), name="program"),
        "weights": pd.DataFrame(weights[order], index=numbers, columns=names.copy()),
        "usage": pd.DataFrame(usage[:, order], index=cells.copy(), columns=numbers),
        "scale": pd.Series(scale, index=names.copy(), name="scale"),
    }


def _balanced(
    labels: pd.Series | None, n_cells: int, n_available: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Rows of a sample in which groups count by the square root of their size."""
    if labels is None:
        return np.arange(n_available)
    codes, levels = pd.factorize(labels, sort=True)
    sizes = np.bincount(codes)
    small = sizes < SMALLEST_GROUP
    if small.all():
        raise ValueError(f"no group has {SMALLEST_GROUP} cells; leave `groups` out")
    if small.any():
        warnings.warn(
            f"groups of fewer than {SMALLEST_GROUP} cells are left out of the samples: "
            f"{', '.join(map(str, levels[small]))}",
            UserWarning,
            stacklevel=3,
        )
    roots = np.where(small, 0, np.sqrt(sizes))
    wanted = np.minimum(np.floor(roots / roots.sum() * n_cells), LARGEST_RATE * sizes)
    wanted = (wanted / wanted.sum() * n_cells).astype(int)
    drawn = [
        rng.choice(np.flatnonzero(codes == group), number)
        for group, number in enumerate(wanted)
        if number
    ]
    return np.concatenate(drawn)


def _scale(sample: np.ndarray) -> npt.NDArray[np.float64]:
    deviations = sample.std(axis=0)
    return np.maximum(deviations, max(np.percentile(deviations, SCALE_FLOOR), 1e-12))


def _consensus(components: np.ndarray, k: int) -> npt.NDArray[np.float64]:
    """Mean program of every cluster of the repeats' programs, of length 1."""
    labels = kmeans(from_pd(pd.DataFrame(components)), k, n_init=CONSENSUS_STARTS)[0]
    means = np.array([components[labels == cluster].mean(axis=0) for cluster in range(k)])
    return means / np.sqrt((means**2).sum(axis=1))[:, None]


def _leading(x: np.ndarray, programs: np.ndarray, k: int) -> npt.NDArray[np.float64]:
    """Leading right singular vector of every program's genes: (k, n_genes)."""
    weights = np.zeros((k, x.shape[1]))
    for program in range(k):
        genes = np.flatnonzero(programs == program)
        if len(genes):
            products = x[:, genes].T @ x[:, genes]
            vector = products.sum(axis=0)  # not negative, so never at right angles to the leading
            for _ in range(POWER_STEPS):
                before, vector = vector, products @ vector
                vector /= np.sqrt(vector @ vector)
                if np.abs(vector - before).max() < 1e-12:
                    break
            weights[program, genes] = vector
    return weights


def discretise_programs(usage: npt.ArrayLike | pd.DataFrame) -> Any:
    """State of every program in every cell: low (−1), middle (0) or high (1).

    Parameters
    ----------
    usage
        Cells × programs.

    Returns
    -------
    ndarray of int (n_cells, k), or DataFrame if `usage` is one
        −1, 0 and 1: the levels of three-level k-means of the column, in order.

    Raises
    ------
    ValueError
        If a value is missing or infinite, or a column has fewer than three different ones.

    Notes
    -----
    In one dimension, clusters are intervals of the sorted values, and the best two cuts can be
    found for certain: there are no starts and no local optima, and the result is always the same.
    """
    values = np.asarray(usage, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"usage must be cells × programs, not of shape {values.shape}")
    names = usage.columns if isinstance(usage, pd.DataFrame) else range(values.shape[1])
    states = np.empty(values.shape, dtype=int)
    for column, name in enumerate(names):
        if not np.isfinite(values[:, column]).all():
            raise ValueError(f"program {name!r} has a missing or infinite usage")
        states[:, column] = _three_levels(values[:, column], name)
    if isinstance(usage, pd.DataFrame):
        return pd.DataFrame(states, index=usage.index.copy(), columns=usage.columns.copy())
    return states


def _three_levels(values: np.ndarray, name: Any) -> npt.NDArray[np.intp]:
    different, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    n = len(different)
    if n < 3:
        raise ValueError(
            f"program {name!r} has only {n} different values of usage: three levels need three"
        )
    centred = different - different[n // 2]
    sums = np.zeros((3, n + 1))
    np.cumsum([counts, counts * centred, counts * centred**2], axis=1, out=sums[:, 1:])

    def spread(start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]) -> np.ndarray:
        """Sum of squares around the mean of the values from `start` up to `end`."""
        number, total, square = sums[:, end] - sums[:, start]
        return square - total**2 / number

    ends = np.arange(2, n)  # where the third level begins
    cuts = _best_cuts(spread, n)
    zero = np.zeros_like(ends)
    cost = spread(zero, cuts) + spread(cuts, ends) + spread(ends, np.full_like(ends, n))
    best = int(cost.argmin())
    return np.searchsorted([cuts[best], ends[best]], place, side="right") - 1


def _best_cuts(spread: Any, n: int) -> npt.NDArray[np.intp]:
    """Best cut in two of the first 2, 3, … n − 1 values.

    The more values, the higher the best cut: that of the middle bounds those of both halves.
    """
    cuts = np.empty(n, dtype=np.intp)
    first, last = np.array([2]), np.array([n - 1])  # numbers of values still to be cut …
    low, high = np.array([1]), np.array([n - 2])  # … and between what
    while len(first):
        middle = (first + last) // 2
        width = np.minimum(high, middle - 1) - low + 1
        begins = np.cumsum(width) - width
        cut = np.arange(width.sum()) - np.repeat(begins - low, width)
        end = np.repeat(middle, width)
        cost = spread(np.zeros_like(cut), cut) + spread(cut, end)
        lowest = np.minimum.reduceat(cost, begins)
        at = np.flatnonzero(cost == np.repeat(lowest, width))
        found = cut[at[np.searchsorted(at, begins)]]
        cuts[middle] = found
        halves = [(first, middle - 1, low, found), (middle + 1, last, found, high)]
        first, last, low, high = (np.concatenate(pair) for pair in zip(*halves, strict=True))
        left = first <= last
        first, last, low, high = first[left], last[left], low[left], high[left]
    return cuts[2:]


def responses_relative_to_control(
    responses: npt.ArrayLike | pd.DataFrame,
    is_control: npt.ArrayLike | pd.Series,
    batch: npt.ArrayLike | pd.Series | None = None,
) -> Any:
    """Responses minus the mean of the controls, of the same batch where there are batches.

    Parameters
    ----------
    responses
        Programs × samples (k, n_samples).
    is_control
        Which samples are controls: boolean, or 0 and 1.
    batch
        Batch of every sample.

    Returns
    -------
    ndarray (k, n_samples), or DataFrame if `responses` is one
        The controls of every batch have mean 0.

    Raises
    ------
    ValueError
        If lengths do not fit, `is_control` is neither boolean nor 0 and 1, or a batch has no
        control.
    """
    values = np.asarray(responses, dtype=float)
    if values.ndim != 2:
        raise ValueError(f"responses must be programs × samples, not of shape {values.shape}")
    samples: pd.Index
    if isinstance(responses, pd.DataFrame):
        samples = responses.columns
    else:  # there are no names to go by
        samples = pd.RangeIndex(values.shape[1])
        is_control = np.asarray(is_control)
        batch = None if batch is None else np.asarray(batch)
    flags = group_labels(is_control, samples).to_numpy()
    # As numbers, 0 and 1 would pick the first two columns.
    if not np.isin(flags, (0, 1)).all():
        odd = next(flag for flag in flags if flag not in (0, 1))
        raise ValueError(f"is_control must be boolean, or 0 and 1, not {odd!r}")
    control = flags.astype(bool)
    relative = values.copy()
    batches = np.zeros(len(samples)) if batch is None else group_labels(batch, samples).to_numpy()
    for level in pd.unique(batches):
        inside = batches == level
        if not (inside & control).any():
            where = "" if batch is None else f" in batch {level!r}"
            raise ValueError(
                f"there is no control{where}: nothing tells its effect from that of the "
                "perturbations; leave these samples out, or compare within other batches"
            )
        relative[:, inside] -= values[:, inside & control].mean(axis=1, keepdims=True)
    if isinstance(responses, pd.DataFrame):
        return pd.DataFrame(relative, index=responses.index.copy(), columns=samples.copy())
    return relative
