"""Real data where they lie beside the project, and simulated ones of the same size elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from functions import ExpressionData, expression_df, filter_low_expression, simulate_counts
from functions.data_model import from_pd

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def yeast() -> tuple[str, ExpressionData]:
    """256 genes × 16 time points, and what they are."""
    path = FOLDER / "Spellman_Yeast_Cell_Cycle.tsv"
    if path.exists():
        return "yeast cell cycle", from_pd(pd.read_csv(path, sep="\t", index_col=0))
    rng = np.random.default_rng(0)
    waves = np.cos(rng.integers(8, size=(256, 1)) + np.linspace(0, 4 * np.pi, 16))
    return "simulated waves", from_pd(pd.DataFrame(waves + rng.normal(0, 0.6, size=(256, 16))))


def yoruba(quick: bool) -> tuple[str, pd.DataFrame, pd.Series]:
    """Counts of expressed genes in 69 samples, and their groups."""
    path = FOLDER / "yoruba_counts.csv.gz"
    if path.exists() and not quick:
        counts = pd.read_csv(path, index_col=0)
        groups = pd.read_csv(FOLDER / "yoruba_targets.csv", index_col=0)["gender"]
        return "Yoruba", counts[filter_low_expression(counts, groups)], groups
    data = simulate_counts(2_000 if quick else 25_000, 6 if quick else 35, 1)
    groups = data["samples"]["group"]
    counts = expression_df(data).astype(int)
    return "simulated", counts[filter_low_expression(counts, groups)], groups


def states(quick: bool) -> tuple[str, np.ndarray, np.ndarray]:
    """States of programs in cells, and the number of every cell's sample."""
    path = FOLDER / "reference" / "dspin_hsc_states.npz"
    if path.exists() and not quick:
        stored = np.load(path)
        codes = np.unique(stored["sample"], return_inverse=True)[1]
        return "D-SPIN's simulated stem cells", stored["states"].astype(float), codes
    k, n_samples, n_cells = (7, 5, 100) if quick else (11, 23, 500)
    rng = np.random.default_rng(0)
    drawn = rng.integers(-1, 2, (n_samples * n_cells, k)).astype(float)
    # Programs that follow each other, so that some states are rare, as in cells.
    drawn[:, 1::2] = np.where(rng.random((len(drawn), k // 2)) < 0.6, drawn[:, : k - 1 : 2], 0)
    return "random states", drawn, np.repeat(np.arange(n_samples), n_cells)
