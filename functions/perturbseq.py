"""Simulated perturb-seq: cells with known gene programs, guides, controls and batches."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData
from .mouse_genes import background_names
from .validation import whole_number

TARGETS = (
    "Gata1", "Spi1", "Cebpa", "Gfi1", "Klf1", "Fli1", "Tal1", "Zfpm1", "Egr1", "Jun",
    "Runx1", "Gata2", "Ikzf1", "Irf8", "Lmo2", "Meis1", "Myb", "Myc", "Stat5a", "Nfe2",
)  # fmt: skip
SHARED = 0.1
"""Share of the genes of programs that belong to a second program as well."""
BACKGROUND = 0.4
"""Share of the genes that belong to no program."""
WITHOUT_EFFECT = 0.25
"""Share of the targets that nothing depends on."""
ACTIVITY = np.array([0.15, 1.0, 3.0])
"""Activity of a program that is low, in the middle or high."""
WITHIN, BETWEEN = 0.5, -0.35
"""Couplings of programs of the same module and of different modules."""
MOST_PROGRAMS = 8


class PerturbData(ExpressionData):
    """A data dictionary with what it was made from.

    Attributes
    ----------
    network
        Couplings of the programs (programs × programs).
    effects
        What a full loss of every target adds to the programs' fields (programs × targets).
    """

    network: pd.DataFrame
    effects: pd.DataFrame


def simulate_perturbseq(
    n_genes: int = 240,
    n_cells: int = 20,
    n_targets: int = 12,
    n_guides: int = 3,
    n_batches: int = 2,
    n_programs: int = 6,
    seed: int = 0,
) -> PerturbData:
    """Simulated counts of cells in which one gene each was knocked out, with a known truth.

    Parameters
    ----------
    n_genes
        Number of genes, 10 or more for each program.
    n_cells
        Number of cells for each guide in each batch. Controls have four times as many.
    n_targets
        Number of genes that are knocked out, 1 to 20.
    n_guides
        Number of guides for each of them, and of control guides. They work to different degrees.
    n_batches
        Number of batches.
    n_programs
        Number of gene programs, 2 to 8.
    seed
        The same seed gives the same data.

    Returns
    -------
    PerturbData
        ``expression`` holds whole counts, genes × cells. The truth: ``genes`` has ``program`` (−1:
        none) and ``second_program`` (−1 for most); ``samples`` has ``guide``, ``target``
        (``control`` for controls), ``is_control``, ``batch``, ``efficiency`` of the guide, ``depth``
        and the states ``P0`` … (−1, 0 or 1) of the programs; ``network`` and ``effects`` are those
        of the model that the states were drawn from.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole or out of range.

    Notes
    -----
    A cell's states follow the model of `network_inference`. Programs of the same module support
    each other, those of different modules exclude each other. A knock-out pushes one program up or
    down, in a quarter of the targets none; so does the batch. The expected counts are the product
    of the cells' activities and the programs' loadings plus a background: what NMF looks for. Genes
    differ in abundance a hundredfold, and cells in depth.
    """
    n_programs = whole_number(n_programs, "n_programs", at_least=2, at_most=MOST_PROGRAMS)
    n_genes = whole_number(n_genes, "n_genes", at_least=10 * n_programs)
    n_cells = whole_number(n_cells, "n_cells", at_least=1)
    n_targets = whole_number(n_targets, "n_targets", at_least=1, at_most=len(TARGETS))
    n_guides = whole_number(n_guides, "n_guides", at_least=1)
    n_batches = whole_number(n_batches, "n_batches", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))

    names = [f"P{i}" for i in range(n_programs)]
    module = np.arange(n_programs) % 2
    network = np.where(module[:, None] == module, WITHIN, BETWEEN)
    np.fill_diagonal(network, 0)
    effects = _draw_effects(n_programs, n_targets, rng)
    genes, loadings = _draw_genes(n_genes, n_programs, rng)
    samples = _draw_cells(n_cells, n_targets, n_guides, n_batches, rng)
    states = _draw_states(network, effects, samples, rng)
    samples[names] = states

    active = ACTIVITY[states + 1] * rng.gamma(8, 1 / 8, size=states.shape)
    share = active @ loadings[:-1] + loadings[-1]
    share *= samples["depth"].to_numpy()[:, None] / loadings.sum()
    counts = rng.poisson(share * rng.gamma(5, 1 / 5, size=share.shape))
    return {
        "expression": counts.T.astype(float),
        "genes": genes,
        "samples": samples,
        "network": pd.DataFrame(network, index=names, columns=names),
        "effects": pd.DataFrame(effects, index=names, columns=TARGETS[:n_targets]),
    }


def _draw_effects(
    n_programs: int, n_targets: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """What a full knock-out adds to the fields (n_programs, n_targets): one program each."""
    effects = np.zeros((n_programs, n_targets))
    acting = np.arange(round((1 - WITHOUT_EFFECT) * n_targets))
    signs = rng.choice([-1, 1], size=len(acting))
    effects[acting % n_programs, acting] = signs * rng.uniform(1.2, 2.2, size=len(acting))
    return effects


def _draw_genes(
    n_genes: int, n_programs: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, npt.NDArray[np.float64]]:
    """Truth about the genes, and loadings of the programs and of the background (last row)."""
    program = np.arange(n_genes) % n_programs
    program[round((1 - BACKGROUND) * n_genes) :] = -1
    second = np.full(n_genes, -1)
    inside = np.flatnonzero(program >= 0)
    shared = rng.choice(inside, max(1, round(SHARED * len(inside))), replace=False)
    second[shared] = (program[shared] + rng.integers(1, n_programs, len(shared))) % n_programs
    abundance = np.exp(rng.normal(0, 1.2, n_genes))
    loadings = np.zeros((n_programs + 1, n_genes))
    loadings[program[inside], inside] = abundance[inside]
    loadings[second[shared], shared] = abundance[shared]
    loadings[-1] = abundance * np.where(program >= 0, 0.3, 3.0)
    order = rng.permutation(n_genes)
    truth = pd.DataFrame(
        {"program": program[order], "second_program": second[order]},
        index=pd.Index(list(itertools.islice(background_names(), n_genes)), name="gene"),
    )
    return truth, loadings[:, order]


def _draw_cells(
    n_cells: int, n_targets: int, n_guides: int, n_batches: int, rng: np.random.Generator
) -> pd.DataFrame:
    rows = []
    for target in ("control", *TARGETS[:n_targets]):
        number = 4 * n_cells if target == "control" else n_cells
        for guide in range(1, n_guides + 1):
            efficiency = 0.0 if target == "control" else rng.uniform(0.5, 1)
            rows += [
                (f"{target}_{guide}", target, target == "control", f"batch{batch}", efficiency)
                for batch in range(1, n_batches + 1)
                for _ in range(number)
            ]
    columns = ["guide", "target", "is_control", "batch", "efficiency"]
    names = pd.Index([f"cell{i}" for i in range(1, len(rows) + 1)], name="cell")
    cells = pd.DataFrame(rows, index=names, columns=columns)
    cells["depth"] = np.rint(3_000 * np.exp(rng.normal(0, 0.3, len(cells))))
    return cells


def _draw_states(
    network: np.ndarray, effects: np.ndarray, samples: pd.DataFrame, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """States of all programs in every cell, from the probabilities of all states."""
    k = len(network)
    every = np.array(list(itertools.product((-1, 0, 1), repeat=k)))
    coupled = np.einsum("si,ij,sj->s", every, network, every) / 2
    batch = samples["batch"].unique()
    of_batch = dict(zip(batch, rng.normal(0, 0.4, size=(len(batch), k)), strict=True))
    of_target = dict(zip(TARGETS, effects.T, strict=False))
    states = np.empty((len(samples), k), dtype=int)
    groups = samples.reset_index().groupby(["guide", "batch"], sort=False)
    for (_, batch_name), rows in groups:
        target, efficiency = rows["target"].iloc[0], rows["efficiency"].iloc[0]
        field = of_batch[batch_name] + efficiency * of_target.get(target, np.zeros(k))
        weight = np.exp(coupled + every @ field)
        drawn = rng.choice(len(every), size=len(rows), p=weight / weight.sum())
        states[rows.index] = every[drawn]
    return states
