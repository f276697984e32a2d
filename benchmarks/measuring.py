"""Taking times, and tables of them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


def progress(message: str) -> None:
    """Say on standard error what is going on; standard output is for the results."""
    print(message, file=sys.stderr, flush=True)


def medians(contenders: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of processor time of every contender.

    Everything runs on one thread, so this is the time that it takes on a machine with nothing else
    to do, and other programs disturb it less than the time on the wall. The contenders take turns,
    so that a slow moment of the machine hits all of them alike; a first round does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(repeats + 1):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            if turn:
                times[name].append(time.process_time() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def seconds(value: float) -> str:
    """A time as text, in a unit that suits it."""
    if value < 1e-3:
        return f"{value * 1e6:.0f} µs"
    if value < 1:
        return f"{value * 1e3:.3g} ms"
    return f"{value:.3g} s"


def ratio(other: float, ours: float) -> str:
    """How many times longer the other takes."""
    value = other / ours
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


@dataclass(frozen=True)
class Table:
    """A table of results with its title, and what a reader must know to read it."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def __str__(self) -> str:
        rule = ("---",) + ("---:",) * (len(self.header) - 1)
        lines = [f"| {' | '.join(row)} |" for row in (self.header, rule, *self.rows)]
        return f"## {self.title}\n\n{self.note}\n\n" + "\n".join(lines)
