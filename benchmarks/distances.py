"""`vectorized_dist` against scipy's pdist, and its growth with the number of genes."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import pdist

from functions import simulate_hspc, vectorized_dist
from functions.distances import METRICS

from .measuring import Table, medians, progress, ratio, seconds


def measure(quick: bool) -> list[Table]:
    """Two tables: both metrics at the course's size, and several sizes with one metric."""
    repeats = 3 if quick else 9
    n_genes, n_cells = (500, 20) if quick else (4_170, 50)
    sizes = (125, 250, 500) if quick else (500, 1_000, 2_000, 4_170, 8_000)
    header = ("ours", "pdist", "ratio", "largest difference")
    by_metric = [(metric, *_row(n_genes, n_cells, metric, repeats)) for metric in METRICS]
    growth = [(f"{n:,}", *_row(n, n_cells, "euclidean", repeats)) for n in sizes]
    samples = 3 * n_cells
    return [
        Table(
            f"Distances between {n_genes:,} genes of {samples} samples",
            "`vectorized_dist` (one matrix product) against `scipy.spatial.distance.pdist` (a loop "
            "over pairs in C). The difference is the largest of any pair, as a part of the largest "
            "distance.",
            ("metric", *header),
            by_metric,
        ),
        Table(
            "Growth with the number of genes",
            f"Euclidean distances, {samples} samples. Twice the genes have four times the pairs.",
            ("genes", *header),
            growth,
        ),
    ]


def _row(n_genes: int, n_cells: int, metric: str, repeats: int) -> tuple[str, ...]:
    progress(f"  {metric}, {n_genes:,} genes")
    data = simulate_hspc(n_genes, n_cells)
    times = medians(
        {
            "ours": lambda: vectorized_dist(data, metric),
            "pdist": lambda: pdist(data["expression"], metric),
        },
        repeats,
    )
    ours, theirs = vectorized_dist(data, metric), pdist(data["expression"], metric)
    apart = np.max(np.abs(ours - theirs)) / theirs.max()
    return (
        seconds(times["ours"]),
        seconds(times["pdist"]),
        ratio(times["pdist"], times["ours"]),
        f"{apart:.0e}",
    )
