"""Simulated data of the capstone: two knock-outs and their controls, with a known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .data_model import ExpressionData
from .validation import whole_number

GROUPS = ("WT", "KO7", "KO12")
CELL_TYPES = ("Neu", "Mono", "MEP", "Prog")
PROGRAMS, PROGRAM_GENES = 3, 15
AFFECTED, LOG_FC, LOST = 40, 1.5, -6.0


class KnockoutData(ExpressionData):
    """A data dictionary with the cells that were counted in each sample.

    Attributes
    ----------
    cell_types
        Numbers of cells (samples × types).
    """

    cell_types: pd.DataFrame


def simulate_knockout(n_genes: int = 600, n_samples: int = 6, seed: int = 0) -> KnockoutData:
    """Simulated counts of two knock-outs and of controls, with a known truth.

    Parameters
    ----------
    n_genes
        Number of genes, 200 or more.
    n_samples
        Number of samples in each of the groups ``WT``, ``KO7`` and ``KO12``.
    seed
        The same seed gives the same data.

    Returns
    -------
    KnockoutData
        ``expression`` holds whole counts. The truth: ``genes`` has ``log_fc_KO7`` and
        ``log_fc_KO12`` (log2, over WT) and ``program`` (−1 for most); ``samples`` has ``group``,
        ``is_control`` (0 or 1), ``depth`` and the activities ``P0`` to ``P2`` of the programs;
        ``cell_types`` are the numbers of cells that were counted in each sample.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole or too small.

    Notes
    -----
    Forty genes are affected by both knock-outs, most of them in opposite directions. Each knock-out
    loses its own target, ``gene007`` or ``gene012``. Programs are active to different degrees in
    every sample, whatever its group, and their genes are rare. Of the cell types only neutrophils
    change: there are three times as many in ``KO7``.
    """
    n_genes = whole_number(n_genes, "n_genes", at_least=200)
    n_samples = whole_number(n_samples, "n_samples", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    samples = _draw_samples(n_samples, rng)
    genes = _draw_genes(n_genes, rng)

    in_program = genes["program"].to_numpy()
    level = np.where(in_program < 0, rng.normal(5, 2, n_genes), 1.0)
    level[[6, 11]] = 8.0  # the targets: abundant enough for their loss to be seen
    logs = np.repeat(level[:, None], len(samples), axis=1)
    for group in GROUPS[1:]:
        inside = (samples["group"] == group).to_numpy(dtype=float)
        logs += np.outer(genes[f"log_fc_{group}"], inside)
    activity = samples[[f"P{i}" for i in range(PROGRAMS)]].to_numpy()
    for program in range(PROGRAMS):
        logs += np.outer(in_program == program, np.log2(activity[:, program]) + 2)
    molecules = 2**logs * rng.gamma(10, 0.1, logs.shape)
    expected = molecules / molecules.sum(axis=0) * samples["depth"].to_numpy()
    return {
        "expression": rng.poisson(expected).astype(float),
        "genes": genes,
        "samples": samples,
        "cell_types": _count_cells(samples, rng),
    }


def _draw_samples(n_samples: int, rng: np.random.Generator) -> pd.DataFrame:
    names = [f"{group}.{i}" for group in GROUPS for i in range(1, n_samples + 1)]
    group = np.repeat(GROUPS, n_samples)
    deeper = np.where(group == "WT", 1.0, 2.0)  # the knock-outs were sequenced twice as deep
    samples = pd.DataFrame(
        {
            "group": group,
            "is_control": (group == "WT").astype(int),
            "depth": (100_000 * deeper * rng.uniform(0.7, 1.4, len(names))).round(),
        },
        index=pd.Index(names, name="sample"),
    )
    for program in range(PROGRAMS):
        samples[f"P{program}"] = rng.gamma(2, 0.5, len(names)) + 0.05
    return samples


def _draw_genes(n_genes: int, rng: np.random.Generator) -> pd.DataFrame:
    names = [f"gene{i:03d}" for i in range(1, n_genes + 1)]
    others = rng.permutation(np.setdiff1d(np.arange(n_genes), [6, 11]))
    affected, rest = others[:AFFECTED], others[AFFECTED:]
    sign = rng.choice([-1.0, 1.0], AFFECTED)
    same = np.arange(AFFECTED) < AFFECTED // 4
    changes = np.zeros((n_genes, 2))
    changes[affected, 0] = LOG_FC * sign
    changes[affected, 1] = LOG_FC * np.where(same, sign, -sign)
    changes[6, 0] = changes[11, 1] = LOST
    program = np.full(n_genes, -1)
    for i in range(PROGRAMS):
        program[rest[i * PROGRAM_GENES : (i + 1) * PROGRAM_GENES]] = i
    return pd.DataFrame(
        {"log_fc_KO7": changes[:, 0], "log_fc_KO12": changes[:, 1], "program": program},
        index=pd.Index(names, name="gene"),
    )


def _count_cells(samples: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Cells of each type in the same volume: only neutrophils of KO7 are more."""
    expected = np.tile([400.0, 250.0, 120.0, 60.0], (len(samples), 1))
    expected[(samples["group"] == "KO7").to_numpy(), 0] *= 3
    return pd.DataFrame(rng.poisson(expected), index=samples.index.copy(), columns=list(CELL_TYPES))
