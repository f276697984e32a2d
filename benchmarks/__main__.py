"""Run the benchmarks: ``python -m benchmarks [--quick] [--write]``."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version
from pathlib import Path

from . import annealing, anova, cells, distances, grading, kmeans, limma, programs
from .measuring import Table, progress

RESULTS = Path(__file__).with_name("RESULTS.md")
SUBJECTS = {
    "anova": anova.measure,
    "distances": distances.measure,
    "kmeans": kmeans.measure,
    "annealing": annealing.measure,
    "limma": limma.measure,
    "programs": programs.measure,
    "cells": cells.measure,
    "grading": grading.measure,
}


def main() -> None:
    """Measure, print the tables, and write them to a file where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subjects",
        nargs="*",
        help=f"what to measure: {', '.join(SUBJECTS)} (everything if none is named)",
    )
    parser.add_argument("--quick", action="store_true", help="small data and few repeats: a trial")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} as well")
    arguments = parser.parse_args()
    unknown = set(arguments.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    if arguments.write and (arguments.quick or arguments.subjects):
        parser.error("--write is for the whole measurement, without --quick and subjects")

    tables: list[Table] = []
    for subject in arguments.subjects or SUBJECTS:
        progress(f"{subject} …")
        tables += SUBJECTS[subject](arguments.quick)
    text = report(tables, arguments.quick)
    print(text)
    if arguments.write:
        RESULTS.write_text(text + "\n", encoding="utf-8")
        progress(f"written to {RESULTS.name}")


def report(tables: list[Table], quick: bool) -> str:
    """Everything as one Markdown text."""
    trial = " This is a trial on small data (`--quick`)." if quick else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    head = (
        "# Benchmarks\n\n"
        "Medians of processor time, side by side in one process, one thread. A ratio is the "
        f"other's time divided by ours: above 1, ours is faster.{trial} Times depend on the machine; ratios less so.\n\n"
        f"Python {platform.python_version()}, {libraries}; {processor()}. Repeat with `make bench`."
    )
    return "\n\n".join([head, *map(str, tables)])


def processor() -> str:
    """Model of the processor, where the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
