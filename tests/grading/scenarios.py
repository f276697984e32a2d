"""Scenario folders: what somebody hands in, and what it must earn.

``tests/scenarios/NAME/submission.py`` is a text notebook whose blocks begin with ``# %% WHERE``:
the name of an exercise (its answer), ``first`` and ``last`` (a cell more), ``markdown``, ``tags ID``,
``points ID``, ``drop ID``, ``duplicate ID``, or the id of a test cell. Exercises that it doesn't
name have right answers. ``expected.json`` says what the named exercises earn, and the others.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.grading.session import Patience
from autograder.grading.submission import ReleasedCell
from autograder.grading.work import Task
from autograder.teaching.assignment import Assignment
from autograder.teaching.notebooks import solution_text, source_notebook, student_notebook
from autograder.teaching.source_text import read_assignment

FOLDER = Path(__file__).parents[1] / "scenarios"
QUICK = Patience(cell=8, call=4, exercise=8, submission=90)
_BLOCK = re.compile(r"^# %% (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Scenario:
    name: str
    source: str
    expected: dict[str, Any]


def all_scenarios() -> list[Scenario]:
    return [
        Scenario(
            folder.name,
            (folder / "submission.py").read_text(encoding="utf-8"),
            json.loads((folder / "expected.json").read_text(encoding="utf-8")),
        )
        for folder in sorted(FOLDER.iterdir())
        if (folder / "expected.json").is_file()
    ]


def solved(assignment: Assignment) -> nbformat.NotebookNode:
    notebook = student_notebook(assignment)
    for part in assignment.exercises:
        cell_of(notebook, part.name).source = solution_text(part)
    return notebook


def cell_of(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def handed_in(scenario: Scenario) -> bytes:
    notebook = solved(read_assignment(scenario.expected["lesson"]))
    parts = _BLOCK.split(scenario.source)
    for where, text in zip(parts[1::2], parts[2::2], strict=True):
        _change(notebook, where.strip(), text.rstrip("\n"))
    return nbformat.writes(notebook).encode()


def _change(notebook: nbformat.NotebookNode, where: str, text: str) -> None:
    verb, _, name = where.partition(" ")
    if verb == "first":
        notebook.cells.insert(2, new_code_cell(text))
    elif verb == "last":
        notebook.cells.append(new_code_cell(text))
    elif verb == "markdown":
        notebook.cells.append(new_markdown_cell(text))
    elif verb == "drop":
        notebook.cells.remove(cell_of(notebook, name))
    elif verb == "tags":
        cell = cell_of(notebook, name)
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell", "nbgrader"]
        cell.metadata["deletable"] = True
    elif verb == "points":
        cell_of(notebook, name).metadata["nbgrader"]["points"] = 1_000_000
    elif verb == "duplicate":
        twin = copy.deepcopy(cell_of(notebook, name))
        twin["id"] = "twin"
        twin.outputs = [new_output("execute_result", data={"text/plain": "1.0"}, execution_count=1)]
        notebook.cells.append(twin)
    else:
        cell_of(notebook, where).source = text


def released(lesson: str) -> tuple[ReleasedCell, ...]:
    """The release's cells, as the gradebook has them."""
    assignment = read_assignment(lesson)
    stubs = {cell.id: cell.source for cell in student_notebook(assignment).cells}
    cells = []
    for cell in source_notebook(assignment, "hidden seed").cells:
        marks = cell.metadata.get("nbgrader")
        if marks:
            source = stubs[cell.id] if marks["solution"] else cell.source
            cells.append(
                ReleasedCell(marks["grade_id"], cell.cell_type, source, marks["locked"],
                             marks["grade"], marks["solution"])
            )  # fmt: skip
    return tuple(cells)


def task(content: bytes, lesson: str, files: dict[str, str] | None = None) -> Task:
    extra = {name: text.encode() for name, text in (files or {}).items()}
    return Task("student", lesson, content, "hidden seed", released(lesson), extra, QUICK)
