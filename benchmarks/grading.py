"""`course grade` against `nbgrader autograde` and `otter run`: the same class, the same checks.

Otter is measured where the environment variable ``OTTER`` names its program, in an environment that
has this project, too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import psutil

from autograder.catalogue import LESSONS
from autograder.teaching.assignment import Assignment
from autograder.teaching.notebooks import solution_text, student_notebook
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment

from .measuring import Table, progress, ratio, seconds

CLASSES = {
    "untouched notebooks: what grading itself costs": ("data_model", ()),
    "solved, light checks (lesson 1)": ("data_model", None),
    "solved, heavy checks (lesson 4)": ("heatmaps", None),
}
"""Lesson, and which exercises are answered (None: all)."""
_LARGE = 100
"""Larger classes are graded by two workers alone, and once."""
_REPEATS = 3


def measure(quick: bool) -> list[Table]:
    """Two tables: against nbgrader, and how the time grows."""
    if shutil.which("bwrap") is None:
        progress("  skipped: bubblewrap is not installed")
        return []
    size = 3 if quick else 10
    sizes = (4, 8) if quick else (10, 100, 1000)
    return [_against_nbgrader(size), _growth(sizes)]


def _against_nbgrader(size: int) -> Table:
    rows = []
    for title, (lesson, answered) in CLASSES.items():
        progress(f"  {title}")
        with tempfile.TemporaryDirectory() as folder:
            course = _class_of(size, Path(folder), lesson, answered)
            stock = _timed(course, "nbgrader", "autograde", lesson, "--quiet")
            one, _ = _ours(course, lesson, 1)
            otter = _otter(course, lesson)
        rows.append(
            (title, seconds(stock), seconds(otter) if otter else "–", seconds(one),
             ratio(stock, one), ratio(otter, one) if otter else "–")
        )  # fmt: skip
    note = (
        f"{size} notebooks from one release, wall time of the whole command (of one after another "
        f"for otter, whose test files call the same checks) on {os.cpu_count()} "
        "processors, so run it on a machine with nothing else to do. Ours has one worker."
    )
    return Table(
        "Grading a class",
        note,
        ("class", "nbgrader", "otter", "ours", "nbgrader : ours", "otter : ours"),
        rows,
    )  # fmt: skip


def _growth(sizes: tuple[int, ...]) -> Table:
    rows = []
    for size in sizes:
        progress(f"  {size} submissions")
        with tempfile.TemporaryDirectory() as folder:
            course = _class_of(size, Path(folder), "data_model", ("transpose",))
            workers = (2, 1) if size <= _LARGE else (2,)
            runs = [  # in turns, since the machine changes its pace
                [_ours(course, "data_model", n) for n in workers]
                for _ in range(_REPEATS if size <= _LARGE else 1)
            ]
            (two, memory_of_two), *rest = np.median(runs, axis=0)
            again = _timed(course, "autograder.cli", "grade", "data_model")
            row = [f"{size:,}", seconds(two), seconds(two / size), seconds(again)]
            for one, memory_of_one in rest:
                more = f"{(memory_of_two - memory_of_one) / 2**20:.0f} MB"
                row += [seconds(one), ratio(one, two), more]
            rows.append(tuple(row + ["–"] * (7 - len(row))))
    note = (
        f"Notebooks with one answer; medians of {_REPEATS} runs in turns up to {_LARGE} of them, one "
        "run for more. What a second worker adds to the memory in use is the difference of the "
        "peaks of the proportional set size, looked at once a second. Grading again what has not "
        "changed runs nothing."
    )
    header = ("submissions", "2 workers", "each", "again, unchanged", "1 worker", "1 : 2 workers",
              "a worker more")  # fmt: skip
    return Table("Growth with the number of submissions", note, header, rows)


def _class_of(size: int, folder: Path, lesson: str, answered: tuple[str, ...] | None) -> Path:
    """A released course with notebooks handed in."""
    course = folder / "course"
    release(lesson, course, say=lambda _: None)
    content = nbformat.writes(_notebook(read_assignment(lesson), answered))
    for number in range(size):
        path = course / "submitted" / f"student{number:04}" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    return course


def _notebook(assignment: Assignment, answered: tuple[str, ...] | None) -> nbformat.NotebookNode:
    notebook = student_notebook(assignment)
    cells = {cell.id: cell for cell in notebook.cells}
    for part in assignment.exercises:
        if answered is None or part.name in answered:
            cells[part.name].source = solution_text(part)
    return notebook


def _ours(course: Path, lesson: str, workers: int) -> tuple[float, float]:
    """Seconds that `course grade` takes, and its most memory, the jail's included."""
    memory: list[float] = []
    command = ("autograder.cli", "grade", lesson, "--again", "--workers", str(workers))
    took = _timed(course, *command, watch=lambda pid: memory.append(_memory(pid)))
    return took, max(memory, default=0.0)


_OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}

@test_case()
def test_answer({name}):
    from autograder.catalogue import find
    from autograder.judge import judge

    assert judge(find("{name}"), {name}, "hidden seed").status == "right"
"""


def _otter(course: Path, lesson: str) -> float:
    """Seconds that otter takes for the class; 0 without otter."""
    program = os.environ.get("OTTER")
    if not program:
        return 0.0
    folder = course.parent / "otter"
    (folder / "tests").mkdir(parents=True)
    for exercise in LESSONS[lesson].exercises:
        test = _OTTER_TEST.format(name=exercise.name, points=exercise.points)
        (folder / "tests" / f"{exercise.name}.py").write_text(test, encoding="utf-8")
    generate = [program, "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"]
    subprocess.run(generate, cwd=folder, check=True, capture_output=True)
    submissions = sorted((course / "submitted").glob(f"*/{lesson}/{lesson}.ipynb"))
    start = time.perf_counter()
    for path in submissions:
        command = [program, "run", str(path), "-a", "autograder.zip", "--no-logo"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def _timed(course: Path, *command: str, watch: Callable[[int], None] | None = None) -> float:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=course, env={**os.environ, "PATH": programs},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        done = threading.Event()
        if watch is not None:
            threading.Thread(target=_keep_watching, args=(process.pid, watch, done)).start()
        _, complaints = process.communicate()
        took = time.perf_counter() - start
        done.set()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {complaints}")
    return took


def _keep_watching(pid: int, watch: Callable[[int], None], done: threading.Event) -> None:
    while not done.wait(1.0):
        watch(pid)


def _memory(pid: int) -> float:
    """Memory of a process and of all that it has started, in bytes."""
    total = 0.0
    try:
        started = psutil.Process(pid)
        for one in (started, *started.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += one.memory_full_info().pss
    except psutil.Error:
        pass
    return total
