"""The three notebooks of every lesson: valid, the same in every build, and nothing given away."""

from __future__ import annotations

import json

import nbformat
import pytest
from classroom import WITH_EXERCISES, cell, test_cells
from nbclient import NotebookClient

from autograder.catalogue import LESSONS, find
from autograder.judge import judge
from autograder.teaching.assignment import AssignmentError
from autograder.teaching.nbgrader_plugins import STUB
from autograder.teaching.notebooks import (
    as_text,
    solution_page,
    solution_text,
    source_notebook,
    stub,
    student_notebook,
)
from autograder.teaching.source_text import parse_assignment, read_assignment
from autograder.verdict import Status

SEED = "5eed5eed5eed5eed"


@pytest.fixture(params=WITH_EXERCISES, scope="module")
def any_assignment(request):
    return read_assignment(request.param)


def test_every_notebook_is_valid_and_the_same_in_every_build(any_assignment):
    for build in (lambda a: source_notebook(a, SEED), student_notebook, solution_page):
        notebook = build(any_assignment)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert notebook.metadata.kernelspec.name == "python3"
        assert notebook.metadata.language_info.name == "python"
        assert len({one.id for one in notebook.cells}) == len(notebook.cells)
        assert as_text(notebook) == as_text(build(any_assignment))


def to_write(assignment):
    """Exercises without code to repair, whose stub is cut from the solution."""
    return [part for part in assignment.exercises if not part.given]


def test_every_line_of_a_stub_occurs_in_its_solution(any_assignment):
    placeholder = {line.strip() for line in STUB.split("\n")}
    for part in to_write(any_assignment):
        solution = {line.strip() for line in part.source.split("\n")}
        lines = {line.strip() for line in stub(part, any_assignment).split("\n")}
        assert placeholder <= lines
        assert lines - placeholder <= solution


def test_a_students_notebook_holds_no_line_of_a_solution_region(any_assignment):
    text = as_text(student_notebook(any_assignment))
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    shown = json.loads(text)
    code = "\n".join("".join(c["source"]) for c in shown["cells"] if c["cell_type"] == "code")
    lines = {line.strip() for line in code.split("\n")}
    for part in to_write(any_assignment):
        secret = solution_lines(part.source) - {"else:", "try:", "", ")", "]", "}", "return"}
        assert secret
        assert not secret & lines


def solution_lines(source: str) -> set[str]:
    inside, lines = False, set()
    for line in source.split("\n"):
        if "SOLUTION" in line:
            inside = "BEGIN" in line
        elif inside:
            lines.add(line.strip())
    return lines


def test_a_students_test_cell_is_locked_and_grades_with_the_public_seed(any_assignment):
    notebook = student_notebook(any_assignment)
    assert len(list(test_cells(notebook))) == len(any_assignment.exercises)
    for part in any_assignment.exercises:
        test = cell(notebook, f"test_{part.name}")
        assert test.source.splitlines()[-1] == f'grade("{part.name}")'
        assert test.metadata.nbgrader.points == part.exercise.points
        assert test.metadata.editable is False
        assert cell(notebook, f"check_{part.name}").source == f"check({part.name})"


def test_the_teachers_source_grades_last_with_the_secret_seed(any_assignment):
    notebook = source_notebook(any_assignment, SEED)
    for part in any_assignment.exercises:
        lines = cell(notebook, f"test_{part.name}").source.splitlines()
        assert lines[-3:] == [
            "### BEGIN HIDDEN TESTS",
            f'grade("{part.name}", points={part.exercise.points:g}, seed="{SEED}")',
            "### END HIDDEN TESTS",
        ]


def test_a_stub_is_not_attempted(any_assignment):
    for part in to_write(any_assignment):
        names = {}
        exec("import numpy as np\nimport pandas as pd\n" + stub(part, any_assignment), names)
        verdict = judge(find(part.name), names[part.name])
        assert verdict.status is Status.NOT_ATTEMPTED
        assert "not written yet" in verdict.checks[0].message


def test_code_to_repair_is_told_what_is_still_wrong_and_earns_nothing(any_assignment):
    setting = next(p.source for p in any_assignment.parts if getattr(p, "kind", "") == "code")
    for part in any_assignment.exercises:
        if part.given:
            names = {}
            exec(setting + "\n" + stub(part, any_assignment), names)
            verdict = judge(find(part.name), names[part.name])
            assert verdict.score == 0
            first = part.exercise.misconceptions[0].id
            assert first in {check.misconception for check in verdict.checks}, part.name


def test_a_solution_page_has_the_solutions_without_their_markers(any_assignment):
    page = solution_page(any_assignment)
    assert "SOLUTION" not in as_text(page)
    assert "grade(" not in as_text(page)
    for part in any_assignment.exercises:
        assert cell(page, part.name).source == solution_text(part)


@pytest.mark.slow
def test_a_solution_page_runs_top_to_bottom_and_every_check_passes(assignment, tmp_path):
    page = solution_page(assignment)
    NotebookClient(
        page, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    for part in assignment.exercises:
        (output,) = cell(page, f"check_{part.name}").outputs
        assert "Right: every check passes" in output.data["text/plain"]


UNUSABLE = {
    "the signature": (
        '### BEGIN SOLUTION\ndef cluster_rows(d):\n    """Doc."""\n    return d\n### END SOLUTION',
        "must stand outside the solution region",
    ),
    "the docstring": (
        'def cluster_rows(d):\n    ### BEGIN SOLUTION\n    """Doc."""\n    return d\n'
        "    ### END SOLUTION",
        "docstring of `cluster_rows` must stand above",
    ),
    "half a statement": (
        'def cluster_rows(d):\n    """Doc."""\n    if d:\n        ### BEGIN SOLUTION\n        x = (\n'
        "        ### END SOLUTION\n        1)\n    return x",
        "does not compile",
    ),
}


@pytest.mark.parametrize("lost", UNUSABLE)
def test_a_region_that_takes_too_much_is_refused(lost, tmp_path):
    source, message = UNUSABLE[lost]
    text = f"# T\n\n### `cluster_rows` (3 points)\n\n```{{code-cell}}\n:tags: [exercise]\n{source}\n```\n"
    for name, points in (("order_by_clustering", 3), ("ward_linkage", 5)):
        text += (
            f"\n### `{name}` ({points} points)\n\n```{{code-cell}}\n:tags: [exercise]\n"
            f'def {name}(x):\n    """Doc."""\n    ### BEGIN SOLUTION\n    pass\n'
            "    ### END SOLUTION\n```\n"
        )
    assignment = parse_assignment(text, LESSONS["clustering"], tmp_path / "clustering.md")
    with pytest.raises(AssignmentError, match=message) as caught:
        source_notebook(assignment, SEED)
    assert caught.value.line == 7
