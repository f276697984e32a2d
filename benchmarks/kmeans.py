"""`kmeans` against scikit-learn: time, and how good the clusters are."""

from __future__ import annotations

import statistics

import sklearn
from sklearn.cluster import KMeans

from functions import kmeans, simulate_hspc, zscore_rows

from .measuring import Table, medians, progress, ratio, seconds
from .real_data import yeast

SEEDS = range(10)


def measure(quick: bool) -> list[Table]:
    """One table: every data set and number of clusters a row."""
    name, small = yeast()
    zscore_rows(small)
    cells = simulate_hspc(600 if quick else 4_170, 10 if quick else 50)
    cases = [(f"{name}, z-scores", small, 8), ("simulated cells", cells, 8)]
    if not quick:
        cases.append(("simulated cells", cells, 20))
    rows = [_row(*case, repeats=3 if quick else 9) for case in cases]
    note = (
        "`kmeans` against `sklearn.cluster.KMeans` (version "
        f"{sklearn.__version__}), each with 10 starts. The inertia, the smaller the better, is "
        f"the mean over {len(SEEDS)} seeds (3 for the larger data)."
    )
    header = (
        "genes × samples, k",
        "ours",
        "scikit-learn",
        "ratio",
        "our inertia",
        "theirs",
        "less",
    )
    return [Table("k-means", note, header, rows)]


def _row(name, data, k, repeats) -> tuple[str, ...]:
    points = data["expression"]
    progress(f"  {name}: {len(points):,} genes, k = {k}")
    times = medians(
        {
            "ours": lambda: kmeans(data, k),
            "sklearn": lambda: KMeans(k, n_init=10, random_state=0).fit(points),
        },
        repeats,
    )
    seeds = SEEDS if len(points) < 1_000 else SEEDS[:3]
    ours = statistics.mean(kmeans(data, k, seed=seed)[2] for seed in seeds)
    theirs = statistics.mean(
        KMeans(k, n_init=10, random_state=seed).fit(points).inertia_ for seed in seeds
    )
    return (
        f"{name}: {len(points):,} × {points.shape[1]}, {k}",
        seconds(times["ours"]),
        seconds(times["sklearn"]),
        ratio(times["sklearn"], times["ours"]),
        f"{ours:.6g}",
        f"{theirs:.6g}",
        f"{1 - ours / theirs:.2%}",
    )
