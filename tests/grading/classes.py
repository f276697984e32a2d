"""A released course with a class of students, made from right and wrong answers."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from scenarios import cell_of, solved

from autograder.catalogue import LESSONS
from autograder.cli import main
from autograder.grading.gradebook import GradeWriter, Judged
from autograder.grading.regrade import Basis, Earlier
from autograder.grading.work import Result
from autograder.judge import judge
from autograder.teaching.assignment import Assignment
from autograder.teaching.notebooks import student_notebook
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment

LESSON = "data_model"
THOROUGH = 20 if os.environ.get("COURSE_ENGINE") else 0
"""How large a class, and how often killed, with ``make engine``; every test run tries a few."""
REPOSITORY = Path(__file__).parents[2]
ANSWERS = REPOSITORY / "tests" / "answers"


def released_course(folder: Path) -> Path:
    """A released course; every one is a copy of the first, which takes nbgrader some seconds."""
    return copy_of(Path(_first_release().name) / "course", folder)


@functools.cache
def _first_release() -> tempfile.TemporaryDirectory:
    folder = tempfile.TemporaryDirectory(prefix="released-")
    release(LESSON, Path(folder.name) / "course", say=lambda _: None)
    return folder


def hand_in(course: Path, student: str, content: bytes, lesson: str = LESSON) -> Path:
    path = course / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def saved(notebook: nbformat.NotebookNode) -> bytes:
    return nbformat.writes(notebook).encode()


def class_of(count: int) -> dict[str, bytes]:
    """Honest notebooks: right, empty, partly done, and wrong in every way that we know."""
    assignment = read_assignment(LESSON)
    notebooks = {}
    for number in range(count):
        kind = ("right", "wrong", "partial", "empty")[number % 4 if number < 8 else 1 + number % 2]
        notebooks[f"student{number:02}-{kind}"] = saved(_notebook(assignment, kind, number))
    return notebooks


def _notebook(assignment: Assignment, kind: str, number: int) -> nbformat.NotebookNode:
    if kind == "empty":
        return student_notebook(assignment)
    notebook = solved(assignment)
    stubs = student_notebook(assignment)
    for position, part in enumerate(assignment.exercises):
        cell = cell_of(notebook, part.name)
        wrong = sorted((ANSWERS / part.name).glob("wrong_*.py"))
        if kind == "wrong" and (position + number) % 2 and wrong:
            cell.source = wrong[(number * 3 + position) % len(wrong)].read_text(encoding="utf-8")
        if kind == "partial" and (position + number) % 3 == 0:
            cell.source = cell_of(stubs, part.name).source
    return notebook


def grader(course: Path, *more: str, **settings) -> subprocess.Popen:
    """Start ``course grade`` as a teacher does."""
    return subprocess.Popen(
        [sys.executable, "-m", "autograder.cli", "grade", LESSON, "--course", str(course), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY, **settings,
    )  # fmt: skip


def grade(course: Path, *more: str, lesson: str = LESSON) -> tuple[int, str, str]:
    """Run ``course grade``; returns exit status, output and complaints.

    In this process, which has imported everything, unless it forks others.
    """
    if not {"--workers", "--scheduler"} & set(more):
        return command("grade", lesson, "--course", str(course), *more)
    started = grader(course, *more)
    output, complaints = started.communicate(timeout=590)
    return started.returncode, output, complaints


def command(*arguments: str) -> tuple[int, str, str]:
    """Run ``course`` in this process, which has imported everything.

    Returns exit status, output and complaints.
    """
    output, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaints):
        status = main(list(arguments))
    return status, output.getvalue(), complaints.getvalue()


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`command`, with what came of it as from a process of its own."""
    return subprocess.CompletedProcess(arguments, *command(*arguments))


class OtherSources:
    """A copy of the course's code, whose commands run as a teacher's do who has mended a check."""

    def __init__(self, folder: Path):
        self.folder = folder
        for package in ("autograder", "functions"):
            shutil.copytree(
                REPOSITORY / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
            )
        (folder / "solutions").symlink_to(REPOSITORY / "solutions")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def course(self, *arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "autograder.cli", *arguments], cwd=self.folder, check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)}, capture_output=True, text=True,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def write_grades(course: Path, students: dict[str, nbformat.NotebookNode], came: str) -> None:
    """Hand in and grade without a run: judged in this process, written as ``course grade`` writes."""
    exercises = LESSONS[LESSON].exercises
    with contextlib.closing(
        GradeWriter(f"sqlite:///{course / 'gradebook.db'}", course, LESSON)
    ) as w:
        for student, notebook in students.items():
            hand_in(course, student, saved(notebook))
            names: dict = {}
            for cell in notebook.cells:
                if cell.cell_type == "code" and "grade(" not in cell.source:
                    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                        exec(cell.source, names)
            verdicts = [judge(one, names.get(one.name), "hidden") for one in exercises]
            cells = [
                {"kind": cell.cell_type, "source": cell.source, "images": {}, "outputs": [],
                 "grade_id": cell.metadata.get("nbgrader", {}).get("grade_id", "")}
                for cell in notebook.cells
            ]  # fmt: skip
            basis = Basis("", "", "", "", {})
            w.write(Result(student, "", verdicts, cells), Judged(basis, Earlier(), {}, came))


def scores(course: Path) -> dict[str, dict[str, float | None]]:
    """Every student's automatic score of every test cell, from the gradebook."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(LESSON)
        }


def copy_of(course: Path, folder: Path) -> Path:
    shutil.copytree(course, folder)
    return folder


def is_sound(course: Path) -> bool:
    """Whether the database passes its own check."""
    with sqlite3.connect(course / "gradebook.db") as book:
        return book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
