"""Notebooks of an assignment: the teacher's source, the student's, and the solution page.

The student's notebook is what nbgrader's own ``generate_assignment`` makes of the source notebook;
the same preprocessors run here, so that the book's download and a course's release are one file.
"""

from __future__ import annotations

import ast
import functools
import re
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests, SaveCells
from traitlets.config import Config

from autograder.teaching.assignment import (
    Assignment,
    AssignmentError,
    ExerciseCell,
    TextCell,
    WrittenCell,
    points_text,
)
from autograder.teaching.nbgrader_plugins import GiveStubs, configure, release_steps
from autograder.teaching.source_rules import BEGIN_SOLUTION, END_SOLUTION

_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}

_UNNAMED = "unnamed"

_MARKER = re.compile(rf"^.*(?:{BEGIN_SOLUTION}|{END_SOLUTION}).*\n?", re.MULTILINE)


def source_notebook(assignment: Assignment, seed: str) -> NotebookNode:
    """Nbgrader's source: solutions, and test cells whose hidden part grades with ``seed``."""
    cells = []
    for part in assignment.parts:
        if isinstance(part, TextCell):
            cells.append(_plain_cell(part))
            continue
        if isinstance(part, WrittenCell):
            cells += [_question_cell(part), _answer_cell(part)]
            continue
        stub(part, assignment)  # a source without a usable stub is refused
        cells += [_plain_cell(cell) for cell in part.task]
        cells += [_solution_cell(part), _check_cell(part), _test_cell(part, seed)]
    return _notebook(cells, assignment)


def student_notebook(assignment: Assignment) -> NotebookNode:
    """The notebook that students get: stubs for solutions, no hidden tests."""
    notebook = source_notebook(assignment, seed="")
    resources: dict[str, Any] = {}
    for step in _release_steps():
        notebook, resources = step(config=_configuration()).preprocess(notebook, resources)
    nbformat.validate(notebook)
    return notebook


def solution_page(assignment: Assignment) -> NotebookNode:
    """Tasks and solutions to read and run, for instructors."""
    cells = []
    for part in assignment.parts:
        if isinstance(part, TextCell):
            cells.append(_plain_cell(part))
            continue
        cells += [_plain_cell(cell) for cell in part.task]
        if isinstance(part, WrittenCell):
            cells.append(_plain_cell(TextCell(part.kind, solution_text(part), part.line)))
            continue
        cells += [new_code_cell(solution_text(part), id=part.name), _check_cell(part)]
    notebook = _notebook(cells, assignment)
    notebook.cells[0].source = re.sub(
        r"^(# .*)", r"\1: solutions", notebook.cells[0].source, count=1
    )
    return notebook


def stub(part: ExerciseCell, assignment: Assignment) -> str:
    """The exercise's cell as students get it, cut by nbgrader.

    Raises
    ------
    AssignmentError
        If what remains of the cell does not define the function with its docstring.
    """
    cell = _solution_cell(part)
    cutter = GiveStubs(config=_configuration())
    cell, _ = cutter.preprocess_cell(cell, {"language": "python"}, 0)
    trouble = _trouble_with_stub(cell.source, part.name)
    if trouble:
        raise AssignmentError(assignment.path, part.line, trouble)
    return cell.source


def solution_text(part: ExerciseCell | WrittenCell) -> str:
    """The cell's solution, or its rubric, without the markers of its region."""
    return _MARKER.sub("", part.source).rstrip()


def as_text(notebook: NotebookNode) -> str:
    """The notebook as the text of its file, always the same for the same notebook."""
    return nbformat.writes(notebook, version=4) + "\n"


# ---------------------------------------------------------------- cells


def _plain_cell(part: TextCell) -> NotebookNode:
    new = new_markdown_cell if part.kind == "markdown" else new_code_cell
    return new(part.source, id=_UNNAMED)


def _solution_cell(part: ExerciseCell) -> NotebookNode:
    marks = _marks(part.name, solution=True)
    if part.given:
        marks["course"] = {"given": part.given}
    return new_code_cell(part.source, id=part.name, metadata=marks)


def _question_cell(part: WrittenCell) -> NotebookNode:
    """The task of a written answer; locked, so that the answer below it is found by it."""
    name = f"ask_{part.name}"
    return new_markdown_cell(part.task[0].source, id=name, metadata=_marks(name, locked=True))


def _answer_cell(part: WrittenCell) -> NotebookNode:
    """What nbgrader calls a manually graded answer: graded, and the student's to edit."""
    new = new_markdown_cell if part.kind == "markdown" else new_code_cell
    marks = _marks(part.name, solution=True, points=part.points)
    return new(part.source, id=part.name, metadata=marks)


def _check_cell(part: ExerciseCell) -> NotebookNode:
    return new_code_cell(f"check({part.name})", id=f"check_{part.name}")


def _test_cell(part: ExerciseCell, seed: str) -> NotebookNode:
    """The graded cell: ``nbgrader validate`` runs its visible part, grading its last line.

    `grade` raises where nothing is earned and is a plain float otherwise, so that nbgrader
    without this course's configuration gives no points by default either.
    """
    points = part.exercise.points
    lines = [
        f"# {part.name} is graded here, {points_text(points)}, with inputs of its own.",
        "# Please leave this cell as it is.",
        "from autograder import grade",
        "",
        f'grade("{part.name}")',
        "### BEGIN HIDDEN TESTS",
        f'grade("{part.name}", points={points:g}, seed="{seed}")',
        "### END HIDDEN TESTS",
    ]
    name = f"test_{part.name}"
    return new_code_cell(
        "\n".join(lines), id=name, metadata=_marks(name, points=points, locked=True)
    )


def _marks(
    grade_id: str, *, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    """Nbgrader's metadata of a cell, schema 3."""
    marks: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        marks["points"] = points
    return {"nbgrader": marks}


# ---------------------------------------------------------------- notebooks


def _notebook(cells: list[NotebookNode], assignment: Assignment) -> NotebookNode:
    _number_unnamed(cells)
    metadata = {**_METADATA, "course": {"lesson": assignment.lesson.id}}
    notebook = new_notebook(cells=cells, metadata=nbformat.from_dict(metadata))
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def _number_unnamed(cells: list[NotebookNode]) -> None:
    """Give ids that are the same in every build; an exercise's cells are named after it."""
    counts = {"markdown": 0, "code": 0}
    for cell in cells:
        if cell.id == _UNNAMED:
            counts[cell.cell_type] += 1
            kind = "text" if cell.cell_type == "markdown" else "code"
            cell.id = f"{kind}-{counts[cell.cell_type]}"


@functools.cache
def _configuration() -> Config:
    config = Config()
    configure(config)
    return config


def _release_steps() -> list[type]:
    """The steps of ``generate_assignment``, without those that need a database or a folder."""
    left_out = {SaveCells, IncludeHeaderFooter, InstantiateTests}
    return [step for step in release_steps() if step not in left_out]


def _trouble_with_stub(source: str, name: str) -> str:
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        return f"without its solution, `{name}` does not compile ({error.msg}); see the regions"
    functions = [n for n in body if isinstance(n, ast.FunctionDef) and n.name == name]
    if not functions:
        return f"`def {name}` must stand outside the solution region"
    if not ast.get_docstring(functions[0]):
        return f"the docstring of `{name}` must stand above the solution region"
    return ""
