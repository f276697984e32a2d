"""`run_anova` against a loop over statsmodels and against scipy's row-wise test."""

from __future__ import annotations

import statistics
import time

import numpy as np
import pandas as pd
from scipy.stats import f_oneway
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from functions import ExpressionData, run_anova, sample_groups, simulate_hspc, transpose
from functions.data_model import subset_genes

from .measuring import Table, medians, progress, ratio, seconds

SIZES = ((4_170, 150), (20_000, 500))
QUICK_SIZES = ((500, 60),)


def measure(quick: bool) -> list[Table]:
    """One table: every size a row."""
    loop_genes, repeats = (10, 3) if quick else (60, 15)
    rows = []
    for n_genes, n_samples in QUICK_SIZES if quick else SIZES:
        progress(f"  {n_genes:,} genes × {n_samples} samples")
        data = _cells(n_genes, n_samples)
        groups = sample_groups(data)
        values, labels = data["expression"], groups.to_numpy()
        # Indexing columns leaves them column by column in memory: scipy's fastest case.
        samples = [values[:, labels == label] for label in np.unique(labels)]
        times = medians(
            {
                "ours": lambda data=data, groups=groups: run_anova(data, groups),
                "scipy": lambda samples=samples: f_oneway(*samples, axis=1),
            },
            repeats,
        )
        ours, scipy = times["ours"], times["scipy"]
        statsmodels = n_genes * _statsmodels_per_gene(values, labels, loop_genes)
        apart = np.max(np.abs(run_anova(data, groups)["F"] / f_oneway(*samples, axis=1)[0] - 1))
        rows.append(
            (
                f"{n_genes:,} × {n_samples}",
                seconds(ours),
                seconds(scipy),
                ratio(scipy, ours),
                seconds(statsmodels),
                ratio(statsmodels, ours),
                f"{apart:.0e}",
            )
        )
    note = (
        "`run_anova` (F, p, adjusted p, all checks of its input) against "
        "`scipy.stats.f_oneway(axis=1)` (F and p only) and against a loop over genes with "
        "`statsmodels` (`ols` and `anova_lm`). The time of the loop is **extrapolated**: the "
        f"median of {loop_genes} genes times their number. The last column is the largest relative "
        "difference of F from scipy's. Simulated cells, three groups."
    )
    header = ("genes × samples", "ours", "scipy", "ratio", "statsmodels", "ratio", "F apart")
    return [Table("Analysis of variance of all genes", note, header, rows)]


def _cells(n_genes: int, n_samples: int) -> ExpressionData:
    """Simulated cells; the last are left out if the populations cannot be equal."""
    cells = transpose(simulate_hspc(n_genes, -(-n_samples // 3)))
    return transpose(subset_genes(cells, range(n_samples)))


def _statsmodels_per_gene(values: np.ndarray, labels: np.ndarray, n_genes: int) -> float:
    """Median seconds for one gene, over some genes from all of the table."""
    taken = []
    for row in values[np.linspace(0, len(values) - 1, n_genes + 1).astype(int)]:
        start = time.process_time()
        table = pd.DataFrame({"value": row, "group": labels})
        anova_lm(ols("value ~ C(group)", data=table).fit(), typ=2).loc["C(group)", "PR(>F)"]
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:])  # the first pays for loading
