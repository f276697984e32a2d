"""What the text source of an assignment must keep to, whatever it asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.catalogue import Lesson
from autograder.teaching.assignment import Assignment, AssignmentError, TextCell

EXERCISE_TAG, GIVEN_TAG, WRITTEN_TAG = "exercise", "given", "written"
BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"

_PREFIXES = ("test_", "check_", "ask_")  # of cells that the build makes
_HIDDEN_MARKERS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def require_balanced(cell: TextCell, path: Path) -> None:
    opened = 0
    regions = 0
    for number, text in enumerate(cell.source.split("\n"), cell.line):
        if BEGIN_SOLUTION in text:
            if opened:
                raise AssignmentError(
                    path, number, f"a solution region is open since line {opened}; end it first"
                )
            opened = number
            regions += 1
        elif END_SOLUTION in text:
            if not opened:
                raise AssignmentError(path, number, f"no `### {BEGIN_SOLUTION}` before this end")
            opened = 0
    if opened:
        raise AssignmentError(
            path, opened, f"this solution region is never ended; add `### {END_SOLUTION}`"
        )
    if not regions:
        raise AssignmentError(
            path,
            cell.line,
            f"the exercise has no solution region; put `### {BEGIN_SOLUTION}` and "
            f"`### {END_SOLUTION}` around what students write",
        )


def require_no_solution(cell: TextCell, path: Path) -> None:
    for number, text in enumerate(cell.source.split("\n"), cell.line):
        if BEGIN_SOLUTION in text or END_SOLUTION in text:
            raise AssignmentError(
                path,
                number,
                f"a solution region stands in a cell without `:tags: [{EXERCISE_TAG}]`, "
                "so it would be given to students; tag the cell "
                f'(`+++ {{"tags": ["{WRITTEN_TAG}"]}}` opens the text of a rubric)',
            )


def require_no_hidden_tests(source: str, line: int, path: Path) -> None:
    for number, text in enumerate(source.split("\n"), line):
        if any(marker in text for marker in _HIDDEN_MARKERS):
            raise AssignmentError(
                path, number, "hidden tests are made by the build from the catalogue; remove them"
            )


def require_own_names_only(cells: list[TextCell], lesson: Lesson, path: Path) -> None:
    """The source must not import from `functions` what it asks learners to write."""
    graded = {one.name for one in lesson.exercises}
    for cell in cells:
        if cell.kind != "code":
            continue
        for node in _imports_of_functions(cell.source):
            taken = [alias.name for alias in node.names if alias.name in graded | {"*"}]
            if taken:
                raise AssignmentError(
                    path,
                    cell.line + node.lineno - 1,
                    f"importing {', '.join(taken)} from functions would give the answers away; "
                    "import only names that this lesson does not grade",
                )


def _imports_of_functions(source: str) -> Iterator[ast.ImportFrom]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # magics and deliberate errors; an exercise cell reports its own
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "functions":
            yield node


def require_catalogue_order(assignment: Assignment) -> None:
    """Every exercise of the lesson once, in the catalogue's order."""
    path, lesson = assignment.path, assignment.lesson
    wanted = [one.name for one in lesson.exercises]
    seen: dict[str, int] = {}
    for part in assignment.exercises:
        if part.name in seen:
            raise AssignmentError(
                path,
                part.line,
                f"`{part.name}` is here a second time (first: line {seen[part.name]})",
            )
        seen[part.name] = part.line
    missing = [name for name in wanted if name not in seen]
    if missing:
        raise AssignmentError(
            path, 0, f"exercises of the lesson {lesson.id!r} are missing: {', '.join(missing)}"
        )
    for name, right in zip(seen, wanted, strict=True):
        if name != right:
            raise AssignmentError(
                path,
                seen[name],
                f"`{name}` stands where `{right}` belongs; the catalogue's order is "
                f"{', '.join(wanted)}",
            )


def require_names_of_their_own(assignment: Assignment) -> None:
    """No two cells of the notebooks may have one id."""
    taken = {f"{prefix}{one.name}" for one in assignment.exercises for prefix in ("", *_PREFIXES)}
    for part in assignment.written:
        if part.name in taken or part.name.startswith(_PREFIXES):
            raise AssignmentError(
                assignment.path, part.line, f"a cell named {part.name!r} exists; name it otherwise"
            )
        taken |= {part.name, f"ask_{part.name}"}
