"""Single cells to learn on: simulated types with a known truth, and exchange with AnnData."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from .data_model import ExpressionData, check_data_model
from .mouse_genes import background_names
from .validation import whole_number

MARKER_SHARE = 0.04
"""Share of the genes that mark each type."""
DISPERSION = 0.3


def simulate_cells(
    n_genes: int = 500,
    n_cells: int = 80,
    n_types: int = 5,
    n_samples: int = 4,
    seed: int = 0,
    *,
    effect: float = 3.0,
    shift: float = 0.0,
) -> ExpressionData:
    """Simulated counts of single cells of several types, or of a single cloud without any.

    Parameters
    ----------
    n_genes
        Number of genes, 25 or more for each type.
    n_cells
        Number of cells of each type.
    n_types
        Number of types; 1 is a homogeneous population, in which there is nothing to find.
    n_samples
        Number of samples that the cells come from; the first half are ``control``, the rest
        ``treated``.
    seed
        The same seed gives the same data.
    effect
        How many times more of a marker its type has.
    shift
        By how much the log odds of the first type are higher in treated samples; samples differ
        in their composition anyway.

    Returns
    -------
    ExpressionData
        ``expression`` holds whole counts, genes × cells. The truth: ``genes`` has ``marker_of``
        (``""`` for most) and ``samples`` has ``cell_type``, ``sample``, ``group`` and ``depth``.
        Types are named ``T1`` …, samples ``S1`` ….

    Raises
    ------
    TypeError, ValueError
        If a number is not whole or too small, or `effect` is below 1.

    Notes
    -----
    Counts are negative binomial. Cells differ in depth fourfold, which is the largest difference
    between them and has nothing to do with their types.
    """
    n_types = whole_number(n_types, "n_types", at_least=1)
    n_genes = whole_number(n_genes, "n_genes", at_least=25 * n_types)
    n_cells = whole_number(n_cells, "n_cells", at_least=1)
    n_samples = whole_number(n_samples, "n_samples", at_least=1)
    if not 1 <= effect < np.inf:
        raise ValueError(f"effect must be 1 or more, not {effect!r}")
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))

    types = np.repeat(np.arange(n_types), n_cells)
    n_markers = max(1, round(MARKER_SHARE * n_genes)) if n_types > 1 else 0
    marked = np.repeat(np.arange(n_types), n_markers)
    marker_of = np.append(marked, np.full(n_genes - len(marked), -1))[rng.permutation(n_genes)]
    level = rng.gamma(0.6, 1.0, n_genes) + 0.05
    level[marker_of >= 0] = rng.uniform(0.5, 1.5, np.count_nonzero(marker_of >= 0))
    depth = np.exp(rng.normal(0, 0.35, len(types)))
    expected = level[:, None] * np.where(marker_of[:, None] == types, effect, 1) * depth
    scatter = rng.gamma(1 / DISPERSION, DISPERSION, size=expected.shape)
    cells = pd.DataFrame(
        {
            "cell_type": [f"T{i + 1}" for i in types],
            "sample": _draw_samples(types, n_samples, shift, rng),
            "depth": depth,
        },
        index=pd.Index([f"cell{i}" for i in range(1, len(types) + 1)], name="cell"),
    )
    treated = {f"S{i}" for i in range(n_samples // 2 + 1, n_samples + 1)} if n_samples > 1 else ()
    cells["group"] = np.where(cells["sample"].isin(treated), "treated", "control")
    names = pd.Index(list(itertools.islice(background_names(), n_genes)), name="gene")
    genes = pd.DataFrame({"marker_of": [f"T{i + 1}" if i >= 0 else "" for i in marker_of]}, names)
    return {
        "expression": rng.poisson(expected * scatter).astype(float),
        "genes": genes,
        "samples": cells,
    }


def _draw_samples(
    types: np.ndarray, n_samples: int, shift: float, rng: np.random.Generator
) -> list[str]:
    """Sample of every cell: each type prefers some samples a little."""
    odds = rng.normal(0, 0.3, size=(types.max() + 1, n_samples))
    odds[0, n_samples // 2 :] += shift
    chance = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    drawn = (rng.random(len(types))[:, None] > chance.cumsum(axis=1)[types]).sum(axis=1)
    return [f"S{i + 1}" for i in np.minimum(drawn, n_samples - 1)]


def to_anndata(data: ExpressionData) -> Any:
    """The data as an AnnData object, cells × genes, for scanpy.

    Parameters
    ----------
    data
        The data dictionary.

    Returns
    -------
    anndata.AnnData

    Raises
    ------
    ModuleNotFoundError
        If anndata is not installed; the message says what to do.
    """
    check_data_model(data)
    try:
        from anndata import AnnData
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "this needs the package anndata, which is not installed: pip install anndata"
        ) from error
    return AnnData(
        data["expression"].T.copy(), obs=data["samples"].copy(), var=data["genes"].copy()
    )


def from_anndata(adata: Any) -> ExpressionData:
    """A data dictionary of an AnnData object: genes × cells, with its tables.

    Parameters
    ----------
    adata
        An AnnData object; ``X`` becomes ``expression``, as numbers without gaps.

    Returns
    -------
    ExpressionData

    Raises
    ------
    TypeError
        If it is no such object.
    """
    for attribute in ("X", "obs", "var"):
        if not hasattr(adata, attribute):
            raise TypeError(f"{type(adata).__name__} is no AnnData: it has no {attribute}")
    values = adata.X.toarray() if hasattr(adata.X, "toarray") else np.asarray(adata.X)
    data: ExpressionData = {
        "expression": values.T.astype(float),
        "genes": adata.var.copy(),
        "samples": adata.obs.copy(),
    }
    check_data_model(data)
    return data
