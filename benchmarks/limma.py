"""voom, linear models and moderation, and scaling, against pylimma and R limma.

Both are GPL and no part of the course: what is not installed is left out.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from functions import (
    contrasts_fit,
    design_matrix,
    e_bayes,
    lm_fit,
    make_contrast,
    mds_coordinates,
    voom,
)

from .measuring import Table, medians, progress, ratio, seconds
from .real_data import yoruba

ABSENT = "not installed"
R_SCRIPT = """
suppressPackageStartupMessages(library(limma))
arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(file.path(arguments[1], "counts.csv"), row.names = 1))
design <- as.matrix(read.csv(file.path(arguments[1], "design.csv"), row.names = 1))
span <- as.numeric(arguments[2])
pipeline <- function() {
  v <- voom(counts, design, span = span)
  eBayes(contrasts.fit(lmFit(v, design), cbind(c(-1, 1))))
}
v <- voom(counts, design, span = span)$E
scaling <- function() plotMDS(v, plot = FALSE)
taken <- function(run) {
  run()
  median(replicate(as.integer(arguments[3]), sum(system.time(run(), gcFirst = TRUE)[1:2])))
}
cat(taken(pipeline), taken(scaling), as.character(packageVersion("limma")))
"""


def measure(quick: bool) -> list[Table]:
    """Two tables: the whole analysis, and multidimensional scaling."""
    name, counts, groups = yoruba(quick)
    design = design_matrix(groups)
    size = f"{len(counts):,} × {counts.shape[1]}"
    progress(f"  {name}: {size}")
    repeats = 3 if quick else 9

    def ours() -> pd.DataFrame:
        v = voom(counts, design)
        fit = lm_fit(v["E"], design, v["weights"])
        contrast = make_contrast(" - ".join(design.columns[::-1]), design)
        return e_bayes(contrasts_fit(fit, contrast))["t"]

    logs = voom(counts, design)["E"]
    analysis = {"ours": ours, **_pylimma_analysis(counts, design)}
    scaling = {"ours": lambda: mds_coordinates(logs), **_pylimma_scaling(logs)}
    analysis_times, scaling_times = medians(analysis, repeats), medians(scaling, repeats)
    analysis_times["R"], scaling_times["R"], r_version = _r_times(counts, design, 3 if quick else 5)
    apart = "–"
    if "pylimma" in analysis:
        apart = f"{np.max(np.abs(np.ravel(ours()) / np.ravel(analysis['pylimma']()) - 1)):.0e}"
    pylimma_version = version("pylimma") if "pylimma" in analysis else ABSENT
    peers = f"pylimma {pylimma_version}, and R with limma {r_version}, in a process of its own"
    header = ("genes × samples", "ours", "pylimma", "ratio", "R", "ratio")
    return [
        Table(
            "voom, linear models and moderation",
            "From counts to moderated t, p and log odds: `voom`, `lm_fit`, `contrasts_fit`, "
            f"`e_bayes`, against {peers}. The last column is the largest relative difference of t "
            "from pylimma's.",
            (*header, "t apart"),
            [(f"{name}: {size}", *_compared(analysis_times), apart)],
        ),
        Table(
            "Multidimensional scaling by leading log fold changes",
            f"`mds_coordinates` (the 500 genes that differ most in each pair), against {peers}.",
            header,
            [(f"{name}: {size}", *_compared(scaling_times))],
        ),
    ]


def _compared(times: dict[str, float | None]) -> tuple[str, ...]:
    ours = times["ours"]
    cells = [seconds(ours)]
    for peer in ("pylimma", "R"):
        theirs = times.get(peer)
        cells += [ABSENT, "–"] if theirs is None else [seconds(theirs), ratio(theirs, ours)]
    return tuple(cells)


def _pylimma_analysis(counts: pd.DataFrame, design: pd.DataFrame) -> dict:
    if importlib.util.find_spec("pylimma") is None:
        return {}
    import pylimma

    values, columns = counts.to_numpy(dtype=float), design.to_numpy()

    def run() -> np.ndarray:
        fit = pylimma.lm_fit(pylimma.voom(values, columns), columns)
        fit = pylimma.contrasts_fit(fit, np.array([[-1.0], [1.0]]))
        return np.asarray(pylimma.e_bayes(fit)["t"])

    return {"pylimma": run}


def _pylimma_scaling(logs: pd.DataFrame) -> dict:
    if importlib.util.find_spec("pylimma") is None:
        return {}
    from pylimma.plotting import _mds_coordinates  # plot_mds would draw as well

    values = np.ascontiguousarray(logs.to_numpy())
    return {"pylimma": lambda: _mds_coordinates(values)}


def _r_times(
    counts: pd.DataFrame, design: pd.DataFrame, repeats: int
) -> tuple[float | None, float | None, str]:
    """Median seconds of processor time in R, and the version of limma."""
    if shutil.which("Rscript") is None:
        return None, None, f"({ABSENT})"
    progress("  R …")
    with tempfile.TemporaryDirectory() as folder:
        counts.to_csv(Path(folder) / "counts.csv")
        design.to_csv(Path(folder) / "design.csv")
        script = Path(folder) / "run.R"
        script.write_text(R_SCRIPT, encoding="utf-8")
        span = voom(counts, design)["span"]
        command = ["Rscript", str(script), folder, repr(span), str(repeats)]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        progress(f"  R could not run limma: {done.stderr.strip()[-300:]}")
        return None, None, f"({ABSENT})"
    analysis, scaling, limma_version = done.stdout.split()
    return float(analysis), float(scaling), limma_version
