"""Multidimensional scaling of leading log fold changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .counts import as_frame
from .validation import require_finite, whole_number

CLEARLY_BELOW = (0.8, 0.5)
"""Parts of a guessed cut-off that are tried in turn."""


def mds_coordinates(
    x: pd.DataFrame, top: int = 500, n_dims: int = 2
) -> tuple[pd.DataFrame, npt.NDArray[np.float64]]:
    """Coordinates of samples whose distances approximate their leading log fold changes.

    Parameters
    ----------
    x
        Log values, genes × samples.
    top
        Genes that count in each pair of samples: those that differ most between the two; all
        genes if there are fewer.
    n_dims
        Number of dimensions, from 1 to the number of samples less 1.

    Returns
    -------
    coordinates : DataFrame
        Samples × dimensions ``dim1``, ``dim2`` … The sign of a dimension means nothing; here the
        coordinate furthest from 0 is positive.
    explained : ndarray (n_dims,)
        Share of the squared distances (not of the data's variance) that each dimension shows.

    Raises
    ------
    TypeError, ValueError
        If `top` or `n_dims` is not a whole number or out of range, there are fewer than two
        samples, or a value is missing or infinite.

    Notes
    -----
    The distance of two samples is the root mean square of their `top` largest log fold changes, so
    that other genes count in other pairs. The squared distances, centred by rows and columns, are
    taken apart by their eigenvectors (classical scaling).
    """
    table = x if isinstance(x, pd.DataFrame) else pd.DataFrame(np.asarray(x, dtype=float))
    values = table.to_numpy(dtype=float, na_value=np.nan)
    require_finite(values, table.index, "MDS")
    if values.shape[1] < 2 or not len(values):
        raise ValueError(f"MDS needs genes and 2 samples or more, not {values.shape}")
    top = min(whole_number(top, "top", at_least=1), len(values))
    n_dims = whole_number(n_dims, "n_dims", at_least=1, at_most=values.shape[1] - 1)

    squared = _leading_squares(np.ascontiguousarray(values.T), top)
    centring = np.eye(len(squared)) - 1 / len(squared)
    roots, vectors = np.linalg.eigh(centring @ squared @ centring / -2)
    roots, vectors = np.maximum(roots[::-1], 0), vectors[:, ::-1]
    coordinates = vectors[:, :n_dims] * np.sqrt(roots[:n_dims])
    furthest = np.abs(coordinates).argmax(axis=0)
    signs = np.sign(coordinates[furthest, np.arange(n_dims)])
    coordinates = coordinates * np.where(signs < 0, -1, 1)
    names = pd.Index([f"dim{i}" for i in range(1, n_dims + 1)])
    total = roots.sum()
    explained = roots[:n_dims] / total if total > 0 else np.zeros(n_dims)
    return as_frame(coordinates, table.columns, names), explained


def _leading_squares(samples: np.ndarray, top: int) -> npt.NDArray[np.float64]:
    """Mean of the `top` largest squared differences of every pair of samples."""
    n, n_genes = samples.shape
    squared, difference = np.zeros((n, n)), np.empty(n_genes)
    for i in range(n):
        cutoff = 0.0
        for j in range(i):
            np.subtract(samples[i], samples[j], out=difference)
            np.multiply(difference, difference, out=difference)
            largest = _largest(difference, top, cutoff)
            cutoff = largest[0]
            squared[i, j] = squared[j, i] = largest.sum() / top
    return squared


def _largest(values: np.ndarray, top: int, guess: float) -> npt.NDArray[np.float64]:
    """The `top` largest values, the smallest of them first.

    The cut-off of a similar pair of samples is a good guess: what is clearly below it is left out
    before the selection, which then has little to do.
    """
    for share in CLEARLY_BELOW:
        candidates = np.flatnonzero(values > share * guess)
        if len(candidates) >= top:
            values = values.take(candidates)
            break
    return np.partition(values, len(values) - top)[len(values) - top :]
