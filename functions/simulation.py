"""Simulated twins of the course's data, with a known truth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData
from .mouse_genes import CELL_CYCLE, MARKERS, background_names
from .validation import whole_number

POPULATIONS = tuple(MARKERS)
MARKER_SHARE = 0.05
"""Share of the genes that mark each of the populations."""
CYCLE_SHARE = 0.06
"""Share of the genes that follow the cell cycle, which is the same in all populations."""


def simulate_hspc(n_genes: int = 600, n_cells: int = 30, seed: int = 0) -> ExpressionData:
    """Simulated single cells of three mouse blood stem and progenitor populations.

    Parameters
    ----------
    n_genes
        Number of genes, 3 or more.
    n_cells
        Number of cells of each population.
    seed
        The same seed gives the same data.

    Returns
    -------
    ExpressionData
        ``expression`` (n_genes, 3 · n_cells) holds log2-like values from 0 to about 15. Cells are
        named ``LTHSC.1`` …, ``MEP.1`` …, ``GMP.1`` …. The truth is in ``samples["population"]``
        and ``genes["marker_of"]``: the population that expresses a gene more, ``""`` for most
        genes, which have the same distribution in all three.

    Raises
    ------
    TypeError, ValueError
        If `n_genes` or `n_cells` is not a whole number, or too small.

    Notes
    -----
    A cell's abundance of a gene is the gene's level, plus a marker's effect in its population, as
    far as the cell has gone that way (from 35 to 105 %), plus the effect of the cell's phase of
    division, plus the cell's depth, plus noise. The rarer the molecules, the more often a cell
    shows none of them (drop-out): what remains is zero or a faint background. The phases are spread
    alike over the populations. Clusters of cells therefore agree with the populations, but not
    perfectly. Shapes and magnitudes follow the real data that `fetch_hspc` gets.
    """
    n_genes = whole_number(n_genes, "n_genes", at_least=len(POPULATIONS))
    n_cells = whole_number(n_cells, "n_cells", at_least=1)
    rng = np.random.default_rng(seed)
    genes = _draw_genes(n_genes, rng)
    samples = _name_cells(n_cells)

    n_samples = len(samples)
    in_population = genes["marker_of"].to_numpy()[:, None] == samples["population"].to_numpy()
    commitment = rng.uniform(0.35, 1.05, size=n_samples)
    depth = rng.normal(0, 0.35, size=n_samples)
    abundance = (
        genes["level"].to_numpy()[:, None]
        + genes["marker_effect"].to_numpy()[:, None] * in_population * commitment
        + np.outer(genes["cycle_effect"], _draw_phases(n_cells, rng))
        + depth
        + rng.normal(0, 1.7, size=(n_genes, n_samples))
    )
    return {
        "expression": _observe(abundance, rng),
        "genes": genes[["marker_of"]].copy(),
        "samples": samples,
    }


def _draw_genes(n_genes: int, rng: np.random.Generator) -> pd.DataFrame:
    """Truth about the genes, in random order."""
    n_markers = max(1, round(MARKER_SHARE * n_genes))
    roles = np.repeat([*POPULATIONS, "cycle"], [n_markers] * 3 + [round(CYCLE_SHARE * n_genes)])
    roles = np.append(roles, [""] * n_genes)[:n_genes].astype(object)
    is_marker, is_cycle = np.isin(roles, POPULATIONS), roles == "cycle"

    # Markers are lowly expressed where they mark nothing.
    level = np.where(is_marker, rng.normal(2.5, 1.2, n_genes), rng.normal(4.2, 1.7, n_genes))
    truth = pd.DataFrame(
        {
            "marker_of": np.where(is_marker, roles, ""),
            "level": level,
            "marker_effect": np.where(is_marker, rng.uniform(2.5, 7.5, n_genes), 0.0),
            "cycle_effect": np.where(is_cycle, rng.uniform(2.0, 4.0, n_genes), 0.0),
        },
        index=pd.Index(_name_genes(roles), name="gene"),
    )
    return truth.iloc[rng.permutation(n_genes)]


def _name_genes(roles: npt.NDArray[np.object_]) -> list[str]:
    """Real symbols of markers and cell-cycle genes for their roles, as far as they go."""
    known = {**{role: iter(names) for role, names in MARKERS.items()}, "cycle": iter(CELL_CYCLE)}
    others = background_names()
    return [next(known.get(role, others), None) or next(others) for role in roles]


def _name_cells(n_cells: int) -> pd.DataFrame:
    names = [f"{population}.{i}" for population in POPULATIONS for i in range(1, n_cells + 1)]
    population = np.repeat(np.array(POPULATIONS, dtype=object), n_cells)
    return pd.DataFrame({"population": population}, index=pd.Index(names, name="sample"))


def _draw_phases(n_cells: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Phase of every cell, from −1 to 1: the same phases in each population, in random order."""
    phases = np.linspace(-1, 1, n_cells)
    return np.concatenate([rng.permutation(phases) for _ in POPULATIONS])


def _observe(abundance: np.ndarray, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Measured values: half of the cells catch an abundance of 4.2, fewer catch less."""
    caught = rng.random(abundance.shape) < 1 / (1 + np.exp(-1.3 * (abundance - 4.2)))
    background = rng.normal(-0.4, 1.2, size=abundance.shape)
    return np.maximum(np.where(caught, abundance, background), 0.0)
