"""One assignment, read from its one text source ``solutions/<lesson>.md``.

The source is a MyST text notebook. A graded function is a code cell tagged ``exercise`` with a
solution region, below a heading that opens its task text::

    ### `adjust_bh` (4 points)

    What the function takes, what it returns, a tiny example.

    ```{code-cell} ipython3
    :tags: [exercise]
    def adjust_bh(pvals):
        \"\"\"Benjamini-Hochberg adjusted p-values, in the order given.\"\"\"
        ### BEGIN SOLUTION
        ...
        ### END SOLUTION
    ```

Whatever the source says wrong is an `AssignmentError` with the file, the line and what to do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import yaml
from jupytext.myst import MystMetadataParsingError, myst_to_notebook

from autograder.catalogue import Lesson
from autograder.exercise import Exercise
from autograder.teaching.assignment import (
    Assignment,
    AssignmentError,
    ExerciseCell,
    TextCell,
    find_lesson,
    points_text,
)

EXERCISE_TAG = "exercise"
BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"

_HEADING = re.compile(r"^#{2,4} +`(?P<name>\w+)` +\((?P<points>\d+(?:\.\d+)?) points?\) *$")
_TITLE = re.compile(r"^# +(?P<title>.+?) *$", re.MULTILINE)
_HIDDEN_MARKERS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def solutions_folder() -> Path:
    """The folder of the text sources: ``solutions/`` here, or next to this package.

    Raises
    ------
    AssignmentError
        If there is neither.
    """
    beside_package = Path(__file__).resolve().parents[2] / "solutions"
    for folder in (Path("solutions"), beside_package):
        if folder.is_dir():
            return folder
    raise AssignmentError(
        Path("solutions"), 0, "no such folder here; run this in a checkout of the course"
    )


def read_assignment(lesson: Lesson | str, folder: Path | None = None) -> Assignment:
    """Read the assignment of a lesson.

    Parameters
    ----------
    lesson
        The lesson, or its id.
    folder
        Where the text sources are; by default `solutions_folder`.

    Raises
    ------
    KeyError
        If there is no lesson of that id.
    AssignmentError
        If the source is missing, or wrong in any way.
    """
    lesson = find_lesson(lesson)
    path = (solutions_folder() if folder is None else Path(folder)) / f"{lesson.id}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssignmentError(path, 0, "no such file; the lesson has no assignment yet") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(path, 0, f"cannot be read: {error}") from error
    return parse_assignment(text, lesson, path)


def parse_assignment(text: str, lesson: Lesson, path: Path) -> Assignment:
    """Make an assignment of its source text; ``path`` is what errors name."""
    cells = list(_cells(text, path))
    title = _title(cells, path)
    _require_own_names_only(cells, lesson, path)
    parts = tuple(_with_tasks(cells, lesson, path))
    assignment = Assignment(lesson, title, parts, path)
    _require_catalogue_order(assignment)
    return assignment


# ---------------------------------------------------------------- text into cells


def _cells(text: str, path: Path) -> Iterator[TextCell]:
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, yaml.YAMLError, nbformat.ValidationError) as error:
        reason = getattr(error, "message", None) or error
        raise AssignmentError(path, 0, f"is not a MyST text notebook: {reason}") from error
    lines = text.splitlines()
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        line = _line_of(cell.source, lines, start)
        if cell.cell_type not in ("markdown", "code"):
            raise AssignmentError(path, line, "raw cells are not used; make it text or code")
        _require_no_hidden_tests(cell.source, line, path)
        if cell.cell_type == "markdown":
            yield from _split_at_headings(TextCell("markdown", cell.source, line))
        else:
            yield TextCell("code", cell.source, line, tuple(cell.metadata.get("tags", ())))


def _line_of(source: str, lines: list[str], start: int) -> int:
    """Line of the file, counted from 1, on which the cell's own text begins."""
    first = source.split("\n", 1)[0]
    for number in range(max(start - 1, 0), len(lines)):
        if lines[number].strip() == first.strip():
            return number + 1
    return start + 1


def _split_at_headings(cell: TextCell) -> Iterator[TextCell]:
    """Let every exercise heading open a cell of its own."""
    lines = cell.source.split("\n")
    starts = [i for i, line in enumerate(lines) if _HEADING.match(line)]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        source = "\n".join(lines[start:end]).strip("\n")
        if source:
            yield TextCell("markdown", source, cell.line + start)


def _title(cells: list[TextCell], path: Path) -> str:
    first = cells[0] if cells else TextCell("markdown", "", 1)
    match = _TITLE.match(first.source) if first.kind == "markdown" else None
    if match is None:
        raise AssignmentError(path, first.line, "begin the text with its title, `# Title`")
    return match["title"]


# ---------------------------------------------------------------- cells into exercises


def _with_tasks(
    cells: Iterable[TextCell], lesson: Lesson, path: Path
) -> Iterator[TextCell | ExerciseCell]:
    """Join every exercise cell with the task text above it."""
    task: list[TextCell] = []
    for cell in cells:
        opens = cell.kind == "markdown" and _HEADING.match(cell.source.split("\n", 1)[0])
        if opens and task:
            raise _without_cell(task[0], path)
        if cell.kind == "code" and EXERCISE_TAG in cell.tags:
            yield _exercise_cell(cell, tuple(task), lesson, path)
            task = []
            continue
        _require_no_solution(cell, path)
        if opens or task:
            task.append(cell)
        else:
            yield cell
    if task:
        raise _without_cell(task[0], path)


def _without_cell(heading: TextCell, path: Path) -> AssignmentError:
    first = heading.source.split("\n", 1)[0]
    return AssignmentError(
        path,
        heading.line,
        f"the task {first!r} has no cell tagged `{EXERCISE_TAG}` below it; "
        f"add `:tags: [{EXERCISE_TAG}]` to the cell with its solution",
    )


def _exercise_cell(
    cell: TextCell, task: tuple[TextCell, ...], lesson: Lesson, path: Path
) -> ExerciseCell:
    _require_balanced(cell, path)
    exercise = _exercise_of(cell, lesson, path)
    if not task:
        raise AssignmentError(
            path,
            cell.line,
            f"`{exercise.name}` has no task text; put the heading "
            f"### `{exercise.name}` ({points_text(exercise.points)}) and the task above its cell",
        )
    _require_agreeing_heading(task[0], exercise, path)
    return ExerciseCell(exercise, task, cell.source, cell.line)


def _exercise_of(cell: TextCell, lesson: Lesson, path: Path) -> Exercise:
    """The one exercise of the lesson whose function the cell defines."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1) - 1
        raise AssignmentError(path, line, f"the solution does not compile: {error.msg}") from error
    defined = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    known = {one.name: one for one in lesson.exercises}
    graded = [name for name in defined if name in known]
    if len(graded) == 1:
        return known[graded[0]]
    if graded:
        raise AssignmentError(
            path, cell.line, f"one cell defines {' and '.join(graded)}; give each a cell of its own"
        )
    names = ", ".join(defined) or "no function"
    raise AssignmentError(
        path,
        cell.line,
        f"this exercise cell defines {names}, and the lesson {lesson.id!r} has no such exercise; "
        f"it has {', '.join(known) or 'none'}",
    )


# ---------------------------------------------------------------- what a source must keep to


def _require_agreeing_heading(heading: TextCell, exercise: Exercise, path: Path) -> None:
    first = heading.source.split("\n", 1)[0]
    match = _HEADING.match(first)
    wanted = f"### `{exercise.name}` ({points_text(exercise.points)})"
    if match is None or match["name"] != exercise.name:
        raise AssignmentError(
            path, heading.line, f"the cell below defines `{exercise.name}`: its heading is {wanted}"
        )
    if float(match["points"]) != exercise.points:
        raise AssignmentError(
            path,
            heading.line,
            f"the heading says {match['points']} points, the catalogue says "
            f"{exercise.points:g}; write {wanted}",
        )


def _require_balanced(cell: TextCell, path: Path) -> None:
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


def _require_no_solution(cell: TextCell, path: Path) -> None:
    for number, text in enumerate(cell.source.split("\n"), cell.line):
        if cell.kind == "code" and (BEGIN_SOLUTION in text or END_SOLUTION in text):
            raise AssignmentError(
                path,
                number,
                f"a solution region stands in a cell without `:tags: [{EXERCISE_TAG}]`, "
                "so it would be given to students; tag the cell",
            )


def _require_no_hidden_tests(source: str, line: int, path: Path) -> None:
    for number, text in enumerate(source.split("\n"), line):
        if any(marker in text for marker in _HIDDEN_MARKERS):
            raise AssignmentError(
                path, number, "hidden tests are made by the build from the catalogue; remove them"
            )


def _require_own_names_only(cells: list[TextCell], lesson: Lesson, path: Path) -> None:
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


def _require_catalogue_order(assignment: Assignment) -> None:
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
