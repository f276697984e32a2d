"""Modules of a network whose connections attract or repel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import first_name, whole_number

LEAST_GAIN = 1e-10
"""Moves that gain less may be rounding, and could go on for ever."""


def network_modules(
    j: npt.ArrayLike | pd.DataFrame,
    responses: npt.ArrayLike | pd.DataFrame | None = None,
    resolution: float = 2.0,
    n_starts: int = 100,
    seed: int = 0,
) -> dict[str, Any]:
    """Modules of programs that support each other, with the perturbations that act on them.

    Parameters
    ----------
    j
        Couplings (k, k), symmetric, as from `network_inference`. The diagonal does not count.
    responses
        Programs × perturbations, as from `responses_relative_to_control`. Perturbations join the
        module that they push up; the programs' modules stay as they are.
    resolution
        The larger, the smaller the modules.
    n_starts
        Number of random starts: one alone often ends in a poor local optimum.
    seed
        The same seed gives the same result.

    Returns
    -------
    dict
        ``programs`` (Series: module of every program, 0 the largest), ``quality`` (what was
        maximised) and, with `responses`, ``perturbations`` (Series: module of every perturbation,
        −1 where none fits).

    Raises
    ------
    TypeError, ValueError
        If `j` is not square and symmetric, or an argument is out of range.

    Notes
    -----
    The quality of a partition is the sum, over pairs in the same module, of the positive couplings
    beyond what programs of their strengths would have by chance, minus the same for the negative
    ones: signed modularity, as leidenalg maximises it on two layers with weights 1 and −1 [1]_.
    Single programs move to better modules, then whole modules merge, in turn until nothing gains;
    the best of all starts is the result.

    References
    ----------
    .. [1] V. A. Traag, L. Waltman and N. J. van Eck, "From Louvain to Leiden: guaranteeing
       well-connected communities", Sci. Rep. 9, 2019, doi:10.1038/s41598-019-41695-z.
    """
    couplings = _couplings(j)
    if not 0 <= resolution < np.inf:
        raise ValueError(f"resolution must be a finite number, 0 or more, not {resolution!r}")
    n_starts = whole_number(n_starts, "n_starts", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    benefit = signed_benefit(couplings, resolution)
    partitions = [_partition(benefit, rng) for _ in range(n_starts)]
    labels = _largest_first(max(partitions, key=lambda labels: quality(benefit, labels)))
    names = j.index if isinstance(j, pd.DataFrame) else pd.RangeIndex(len(couplings))
    result: dict[str, Any] = {
        "programs": pd.Series(labels, index=names.copy(), name="module"),
        "quality": quality(benefit, labels),
    }
    if responses is not None:
        result["perturbations"] = _attached(couplings, labels, responses, resolution, rng)
    return result


def _couplings(j: Any) -> npt.NDArray[np.float64]:
    """The couplings without diagonal, or an error that says what is wrong with them."""
    couplings = np.array(j, dtype=float)
    if couplings.ndim != 2 or couplings.shape[0] != couplings.shape[1] or not couplings.size:
        raise ValueError(f"couplings must be a square matrix, not of shape {couplings.shape}")
    np.fill_diagonal(couplings, 0)
    if not np.isfinite(couplings).all():
        names = j.index if isinstance(j, pd.DataFrame) else pd.RangeIndex(len(couplings))
        bad = first_name(names, ~np.isfinite(couplings).all(axis=1))
        raise ValueError(f"program {bad!r} has a missing or infinite coupling")
    if not np.allclose(couplings, couplings.T, rtol=1e-9, atol=1e-12):
        raise ValueError("couplings must be symmetric")
    return couplings


def signed_benefit(couplings: np.ndarray, resolution: float) -> npt.NDArray[np.float64]:
    """What every pair of nodes adds to the quality if both are in the same module."""
    benefit = np.zeros_like(couplings)
    for layer, sign in ((np.maximum(couplings, 0), 1), (np.maximum(-couplings, 0), -1)):
        strength = layer.sum(axis=0)
        if strength.any():
            chance = np.outer(strength, strength) / strength.sum()
            benefit += sign * (layer - resolution * chance)
    return benefit


def quality(benefit: np.ndarray, labels: np.ndarray) -> float:
    """Sum of the benefits of all pairs in the same module, every pair both ways."""
    return float(benefit[labels[:, None] == labels].sum())


def _partition(benefit: np.ndarray, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """A partition that neither moving a node nor merging two modules improves."""
    everyone = np.arange(len(benefit))
    labels = everyone.copy()
    while True:
        _move(benefit, labels, rng.permutation(everyone))
        modules, labels = np.unique(labels, return_inverse=True)
        member = (labels[:, None] == np.arange(len(modules))).astype(float)
        merged = np.arange(len(modules))
        if not _move(member.T @ benefit @ member, merged, rng.permutation(merged)):
            return labels
        labels = merged[labels]


def _move(benefit: np.ndarray, labels: np.ndarray, order: np.ndarray) -> bool:
    """Move nodes to the module where they gain most, in place, until none gains anything.

    Returns whether any has moved. Labels are below the number of nodes: so many modules are there,
    some empty, which a node may take to be alone.
    """
    apart = benefit - np.diag(np.diag(benefit))
    attraction = apart @ (labels[:, None] == np.arange(len(labels)))
    moved, again = False, True
    while again:
        again = False
        for node in order:
            old, new = labels[node], attraction[node].argmax()
            if attraction[node, new] > attraction[node, old] + LEAST_GAIN:
                labels[node] = new
                attraction[:, old] -= apart[:, node]
                attraction[:, new] += apart[:, node]
                moved = again = True
    return moved


def _largest_first(labels: np.ndarray) -> npt.NDArray[np.intp]:
    """The same partition, numbered by size, then by first member."""
    codes, _ = pd.factorize(labels)
    order = np.argsort(-np.bincount(codes), kind="stable")
    return np.argsort(order)[codes]


def _attached(
    couplings: np.ndarray,
    labels: np.ndarray,
    responses: Any,
    resolution: float,
    rng: np.random.Generator,
) -> pd.Series:
    """Module of every perturbation, by the network of programs and perturbations."""
    values = np.asarray(responses, dtype=float)
    if values.ndim != 2 or len(values) != len(couplings) or not np.isfinite(values).all():
        raise ValueError(
            f"responses must be {len(couplings)} programs × perturbations of finite numbers, not "
            f"of shape {values.shape}"
        )
    k, n = values.shape
    together = np.block([[couplings, values], [values.T, np.zeros((n, n))]])
    extended = np.concatenate([labels, np.arange(k, k + n)])
    _move(signed_benefit(together, resolution), extended, k + rng.permutation(n))
    modules = extended[k:]
    names = responses.columns if isinstance(responses, pd.DataFrame) else pd.RangeIndex(n)
    modules = np.where(modules <= labels.max(), modules, -1)
    return pd.Series(modules, index=names.copy(), name="module")
