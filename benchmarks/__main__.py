"""Run the benchmarks: ``python -m benchmarks [--quick] [--write]``."""

from __future__ import annotations

import argparse
import importlib
import platform
from importlib.metadata import version
from pathlib import Path

from .measuring import Table, progress

RESULTS = Path(__file__).with_name("results")
SUBJECTS = (
    "anova",
    "distances",
    "kmeans",
    "annealing",
    "limma",
    "programs",
    "cells",
    "grading",
    "report",
    "browser",
)


def main() -> None:
    """Measure, print the tables, and write them to a file where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subjects",
        nargs="*",
        help=f"what to measure: {', '.join(SUBJECTS)} (everything if none is named)",
    )
    parser.add_argument("--quick", action="store_true", help="small data and few repeats: a trial")
    parser.add_argument(
        "--write",
        action="store_true",
        help=f"keep each subject's tables in benchmarks/{RESULTS.name}/",
    )
    arguments = parser.parse_args()
    unknown = set(arguments.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    if arguments.write and arguments.quick:
        parser.error("--write is for whole measurements, without --quick")

    for subject in arguments.subjects or SUBJECTS:
        progress(f"{subject} …")
        # Imported now: where a peer or the classroom is not installed, the other subjects still run.
        tables = importlib.import_module(f".{subject}", __package__).measure(arguments.quick)
        if not tables:
            continue
        text = report(subject, tables, arguments.quick)
        print(text, flush=True)
        if arguments.write:
            RESULTS.mkdir(exist_ok=True)
            (RESULTS / f"{subject}.md").write_text(text + "\n", encoding="utf-8")


def report(subject: str, tables: list[Table], quick: bool) -> str:
    """A subject's tables as one Markdown text."""
    trial = " This is a trial on small data (`--quick`)." if quick else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    head = (
        f"# Benchmarks: {subject}\n\n"
        "Medians of processor time, side by side in one process, one thread, where nothing else is "
        f"said. A ratio is the other's time divided by ours: above 1, ours is faster.{trial} Times "
        "depend on the machine; ratios less so.\n\n"
        f"Python {platform.python_version()}, {libraries}; {processor()}. Repeat with "
        f"`python -m benchmarks {subject}`."
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
