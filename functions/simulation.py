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
        If `n_genes`, `n_cells` or `seed` is not a whole number, or too small.

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
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
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
    """Truth about the genes, in random order; the first names have the largest effects."""
    n_markers, n_cycle = max(1, round(MARKER_SHARE * n_genes)), round(CYCLE_SHARE * n_genes)
    roles = np.repeat([*POPULATIONS, "cycle", ""], [n_markers] * 3 + [n_cycle, n_genes])[:n_genes]
    is_marker, is_cycle = np.isin(roles, POPULATIONS), roles == "cycle"
    marker_effect, cycle_effect = np.zeros(n_genes), np.zeros(n_genes)
    marker_effect[is_marker] = np.tile(np.linspace(7.5, 2.5, n_markers), len(POPULATIONS))
    cycle_effect[is_cycle] = np.linspace(4.0, 2.0, n_cycle)
    truth = pd.DataFrame(
        {
            "marker_of": np.where(is_marker, roles, "").tolist(),
            # Markers are lowly expressed where they mark nothing.
            "level": rng.normal(np.where(is_marker, 2.5, 4.2), np.where(is_marker, 1.2, 1.7)),
            "marker_effect": marker_effect,
            "cycle_effect": cycle_effect,
        },
        index=pd.Index(_name_genes(roles), name="gene"),
    )
    return truth.iloc[rng.permutation(n_genes)]


def _name_genes(roles: npt.NDArray[np.str_]) -> list[str]:
    """Real symbols of markers and cell-cycle genes for their roles, as far as they go."""
    known = {**{role: iter(names) for role, names in MARKERS.items()}, "cycle": iter(CELL_CYCLE)}
    others = background_names()
    return [next(known.get(role, others), None) or next(others) for role in roles]


def _name_cells(n_cells: int) -> pd.DataFrame:
    names = [f"{population}.{i}" for population in POPULATIONS for i in range(1, n_cells + 1)]
    population = [name.partition(".")[0] for name in names]
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
