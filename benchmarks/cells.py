"""Markers against scanpy, and consensus clustering against sc3s, where they are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

from functions import (
    normalise_log,
    rank_all_markers,
    sc3_consensus,
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
    runs: dict[str, Callable[[], object]] = {"ours": lambda: sc3_consensus(x, 3)}
    if importlib.util.find_spec("sc3s"):
        import sc3s
        import scanpy

        adata = to_anndata(data)
        scanpy.pp.pca(adata, n_comps=25)
        runs["sc3s"] = lambda: sc3s.tl.consensus(adata, n_clusters=[3])
    return Table(
        f"Consensus clustering of {len(x)} cells",
        "`sc3_consensus` (SC3 as published: three distances, two transformations, complete "
        "linkage) against sc3s (one basis, k-means of small groups of cells), which does less.",
        ("cells × genes", "ours", "sc3s", "ratio"),
        [(f"{x.shape[0]} × {x.shape[1]:,}", *_compared(medians(runs, repeats), "sc3s"))],
    )


def _compared(times: dict[str, float], peer: str) -> tuple[str, ...]:
    if peer not in times:
        return seconds(times["ours"]), ABSENT, "–"
    return seconds(times["ours"]), seconds(times[peer]), ratio(times[peer], times["ours"])
