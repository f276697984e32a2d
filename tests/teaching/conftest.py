"""One course for all tests of the classroom: nbgrader, its database and its kernels, for real."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
import submissions
from classroom import LESSON, in_pairs, nbgrader, submit

from autograder.teaching.assignment import Assignment
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment

# Added to the course's settings, as a teacher may: short patience for the answer that never ends,
# when asked for. Cells that a busy machine may take long for keep all of their time.
IMPATIENCE = """
import os

if "IMPATIENT" in os.environ:
    hopeless = ("check(from_pd)", 'grade("from_pd")')
    c.Execute.timeout_func = lambda cell: 5 if any(h in cell.source for h in hopeless) else 120
"""


@dataclass(frozen=True)
class Classroom:
    """A course whose submissions were graded, and whose feedback was written."""

    course: Path
    assignment: Assignment

    @property
    def source(self) -> Path:
        return self.course / "source" / LESSON / f"{LESSON}.ipynb"


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    return read_assignment(LESSON)


@pytest.fixture(scope="session")
def classroom(assignment, tmp_path_factory) -> Classroom:
    """The graded course, made once for all processes of a test run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    course, done = shared / "classroom", shared / "classroom.done"
    with (shared / "classroom.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            teach(course, assignment)
            done.touch()
    return Classroom(course, assignment)


def teach(course: Path, assignment: Assignment) -> None:
    release(LESSON, course, say=lambda line: None)
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(IMPATIENCE)
    for student, notebook in submissions.all_of(assignment).items():
        submit(course, student, notebook)
    runs = in_pairs(
        lambda: nbgrader(course, "autograde", LESSON, "--student", "unending", IMPATIENT="yes"),
        lambda: nbgrader(course, "autograde", LESSON, "--student", "[!u]*"),
    )
    runs.append(nbgrader(course, "generate_feedback", LESSON))
    assert all(run.returncode == 0 for run in runs), "\n".join(run.stderr for run in runs)
