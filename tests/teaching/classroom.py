"""A class of students for the tests: what they hand in, and nbgrader's own commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.catalogue import LESSONS
from autograder.teaching.assignment import Assignment
from autograder.teaching.notebooks import solution_text, student_notebook

LESSON = "data_model"

WITH_EXERCISES = [lesson.id for lesson in LESSONS.values() if lesson.exercises]


def nbgrader(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader as a teacher does, in a folder, with these environment variables."""
    programs = str(Path(sys.executable).parent)
    surroundings = {
        **os.environ,
        **variables,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    surroundings.pop("PYTEST_CURRENT_TEST", None)  # ipykernel treats standard error differently
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def in_pairs(*jobs):
    """Run the jobs two at a time: one per core."""
    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


def right_answers(assignment: Assignment) -> dict[str, str]:
    return {part.name: solution_text(part) for part in assignment.exercises}


def answered(assignment: Assignment, answers: dict[str, str]) -> NotebookNode:
    """The student's notebook with these answers, and stubs elsewhere."""
    notebook = student_notebook(assignment)
    for name, source in answers.items():
        cell(notebook, name).source = source
    return notebook


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """A cell by its id: ``run_anova``, ``check_run_anova`` or ``test_run_anova``."""
    return next(one for one in notebook.cells if one.id == name)


def test_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """The cells that the checks grade, without answers that a person does."""
    for one in notebook.cells:
        marks = one.metadata.get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution"):
            yield one


test_cells.__test__ = False  # not a test


def with_first_cell(notebook: NotebookNode, source: str) -> NotebookNode:
    notebook.cells.insert(0, new_code_cell(source, id="own"))
    return notebook


def submit(course: Path, student: str, notebook: NotebookNode, lesson: str = LESSON) -> Path:
    path = course / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def scores(course: Path, student: str, lesson: str = LESSON) -> dict[str, float]:
    """The scores of a student's submission in the gradebook, by exercise."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(lesson, lesson, student)
        return {grade.name.removeprefix("test_"): grade.score for grade in notebook.grades}


def autograded(course: Path, student: str, lesson: str = LESSON) -> NotebookNode:
    path = course / "autograded" / student / lesson / f"{lesson}.ipynb"
    return nbformat.read(path, as_version=4)


def messages(course: Path, student: str, name: str, lesson: str = LESSON) -> str:
    """What the autograded notebook says in the outputs of a test cell."""
    graded = autograded(course, student, lesson)
    marked = next(
        one for one in test_cells(graded) if one.metadata.nbgrader.grade_id == f"test_{name}"
    )
    return "\n".join(f"{output.get('ename')}: {output.get('evalue')}" for output in marked.outputs)
