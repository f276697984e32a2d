"""Markers against scanpy, and consensus clustering against sc3s, where they are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

from functions import (
    normalise_log,
    rank_all_markers,
    sc3_consensus,
    sc3_k_selection,
    simulate_cells,
    simulate_hspc,
    to_anndata,
)

from .measuring import Table, medians, progress, ratio, seconds

ABSENT = "not installed"


def measure(quick: bool) -> list[Table]:
    """Two tables: markers, and consensus clustering of 150 cells."""
    repeats = 3 if quick else 9
    return [_markers(quick, repeats), _consensus(quick, repeats)]


def _markers(quick: bool, repeats: int) -> Table:
    rows = []
    for n_genes, n_cells in ((300, 20),) if quick else ((765, 70), (2_000, 300)):
        data = normalise_log(simulate_cells(n_genes, n_cells, 10, seed=1))
        types = data["samples"]["cell_type"]
        progress(f"  markers, {n_genes:,} × {len(types):,}")
        runs: dict[str, Callable[[], object]] = {
            "ours": lambda data=data, types=types: rank_all_markers(data, types)
        }
        if importlib.util.find_spec("scanpy"):
            import scanpy

            adata = to_anndata(data)
            adata.obs["cell_type"] = adata.obs["cell_type"].astype("category")
            runs["scanpy"] = lambda adata=adata: scanpy.tl.rank_genes_groups(
                adata, "cell_type", method="t-test", pts=True
            )
        rows.append((f"{n_genes:,} × {len(types):,}", *_compared(medians(runs, repeats), "scanpy")))
    return Table(
        "Markers of ten groups",
        "`rank_all_markers` against `scanpy.tl.rank_genes_groups` with the same test and the shares "
        "of cells (`method='t-test', pts=True`), dense data.",
        ("genes × cells", "ours", "scanpy", "ratio"),
        rows,
    )


def _consensus(quick: bool, repeats: int) -> Table:
    data = simulate_hspc(200 if quick else 1_000, 10 if quick else 50)
    x = np.ascontiguousarray(data["expression"].T)
    progress(f"  consensus clustering, {len(x)} cells")
    several = list(range(2, 11))
    runs: dict[str, Callable[[], object]] = {
        "ours": lambda: sc3_consensus(x, 3),
        "ours, several": lambda: sc3_k_selection(x, several),
    }
    if importlib.util.find_spec("sc3s"):
        import sc3s
        import scanpy

        adata = to_anndata(data)
        runs |= {
            "PCA": lambda: scanpy.pp.pca(adata, n_comps=25),
            "sc3s": lambda: sc3s.tl.consensus(adata, n_clusters=[3]),
            "sc3s, several": lambda: sc3s.tl.consensus(adata, n_clusters=several),
        }
    times = medians(runs, repeats)
    if "sc3s" in times:
        times["PCA and sc3s"] = times["PCA"] + times["sc3s"]
        times["PCA and sc3s, several"] = times["PCA"] + times["sc3s, several"]
    rows = [
        (what, *_compared({**times, "ours": times[ours]}, peer))
        for what, ours, peer in (
            ("3 clusters, from the expression", "ours", "PCA and sc3s"),
            ("3 clusters, sc3s given its components", "ours", "sc3s"),
            (
                "each number from 2 to 10, from the expression",
                "ours, several",
                "PCA and sc3s, several",
            ),
            (
                "each number from 2 to 10, sc3s given its components",
                "ours, several",
                "sc3s, several",
            ),
        )
    ]
    return Table(
        f"Consensus clustering of {len(x)} cells, {x.shape[1]:,} genes",
        "`sc3_consensus` (SC3 as published: three distances, two transformations, k-means on 4 to "
        "7 % of the eigenvectors, complete linkage) against sc3s, which does less: five runs of "
        "mini-batches in one basis, 25 principal components. Ours starts from the expression; from "
        "there, sc3s needs `scanpy.pp.pca` first. Both kinds of row are shown. The numbers from 2 to "
        "10 are one call of either: `sc3_k_selection`, which also says how stable each number is, "
        "and sc3s, which clusters for all of them from one set of runs.",
        ("question", "ours", "sc3s", "ratio"),
        rows,
    )


def _compared(times: dict[str, float], peer: str) -> tuple[str, ...]:
    if peer not in times:
        return seconds(times["ours"]), ABSENT, "–"
    return seconds(times["ours"]), seconds(times[peer]), ratio(times[peer], times["ours"])
