"""A process for every exercise of every file: imports paid once, a time limit each.

A fork server imports the scientific stack once; every exercise is judged in a fork of it. Verdicts
come back as JSON, never as objects. This module imports none of the stack itself, so that the server
starts at once.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from autograder.catalogue import LESSONS
from autograder.verdict import Verdict

_PRELOADED = [
    "autograder.checking.run",
    *(f"autograder.catalogue.{lesson}" for lesson in LESSONS),
    "autograder.notebook",
    "IPython.core.inputtransformer2",
    "matplotlib.pyplot",
    "scipy.cluster.hierarchy",
    "scipy.stats",
    "seaborn",
    "sklearn.cluster",
    "sklearn.metrics",
    "statsmodels.formula.api",
    "statsmodels.stats.multitest",
]


@dataclass(frozen=True)
class Job:
    """One exercise of one file."""

    path: Path
    exercise: str
    alone: bool = False


def start_server() -> Any:
    """Start the process that imports the stack, in the background; returns the context to use."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # a process that forks must have one thread
    os.environ["MPLBACKEND"] = "Agg"
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    from multiprocessing import forkserver

    forkserver.ensure_running()
    return context


def verdicts(
    jobs: Iterable[Job], context: Any, time_limit: float, workers: int
) -> Iterator[tuple[Job, Verdict]]:
    """Judge jobs side by side; yields each with its verdict as it is done."""
    waiting, running = deque(jobs), dict[Connection, _Running]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                started = _Running(waiting.popleft(), context, time_limit)
                running[started.receiver] = started
            ready = wait(list(running), timeout=_soonest(running.values()))
            for receiver in [*ready, *(r for r, one in running.items() if one.overdue)]:
                if receiver in running:
                    done = running.pop(receiver)
                    yield done.job, done.verdict(time_limit)
    finally:
        for left in running.values():
            left.kill()


class _Running:
    """A job in its process."""

    def __init__(self, job: Job, context: Any, time_limit: float):
        self.job = job
        self.receiver: Connection
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(job, sender), daemon=True)
        self.process.start()
        sender.close()
        self.deadline = time.monotonic() + time_limit

    @property
    def overdue(self) -> bool:
        return time.monotonic() >= self.deadline

    def verdict(self, time_limit: float) -> Verdict:
        """What the process said; a crash if it said nothing."""
        from autograder.catalogue import find
        from autograder.judge import failed

        exercise = find(self.job.exercise)
        message = None
        try:
            if self.receiver.poll():
                message = self.receiver.recv_bytes(maxlength=2**24)
        except (EOFError, OSError):
            pass
        late = message is None and self.process.is_alive() and self.overdue
        self.kill()
        if message is not None:
            try:
                return Verdict.from_dict(json.loads(message))
            except (ValueError, TypeError, KeyError):
                return failed(exercise, "The process that ran your function sent no verdict.")
        if late:
            return failed(
                exercise,
                f"Your answer had not finished after {time_limit:g} seconds and was stopped: "
                "is there a loop that never ends?",
            )
        code = self.process.exitcode
        return failed(
            exercise, f"The process that ran your function ended without an answer ({_end(code)})."
        )

    def kill(self) -> None:
        if self.process.pid and hasattr(os, "killpg"):
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except OSError:
                pass
        self.process.kill()
        self.process.join()
        self.receiver.close()


def _soonest(running: Iterable[_Running]) -> float:
    return max(0.0, min(one.deadline for one in running) - time.monotonic())


def _end(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _work(job: Job, sender: Connection) -> None:
    """Judge one job; runs in the job's own process."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that whatever the answer starts can be ended with it
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    sys.stdin = os.fdopen(0, closefd=False)
    from autograder.checking.run import judge_file

    verdict = judge_file(job.path, job.exercise, job.alone)
    sender.send_bytes(json.dumps(verdict.to_dict()).encode())
