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

Where students repair a function instead of writing it, a cell tagged ``given`` above the exercise's
cell defines it as they get it. A question that a person grades has the tag ``written``, on a
Markdown cell or a code cell; its rubric is the solution region, which only teachers get::

    ### `report` (10 points, by hand)

    What to write.

    +++ {"tags": ["written"]}

    <!-- BEGIN SOLUTION -->
    What earns how many points.
    <!-- END SOLUTION -->

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
    WrittenCell,
    find_lesson,
    points_text,
)
from autograder.teaching.source_rules import (
    EXERCISE_TAG,
    GIVEN_TAG,
    WRITTEN_TAG,
    require_balanced,
    require_catalogue_order,
    require_names_of_their_own,
    require_no_hidden_tests,
    require_no_solution,
    require_own_names_only,
)

_HEADING = re.compile(
    r"^#{2,4} +`(?P<name>\w+)` +\((?P<points>\d+(?:\.\d+)?) points?(?P<by_hand>, by hand)?\) *$"
)
_TITLE = re.compile(r"^# +(?P<title>.+?) *$", re.MULTILINE)


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
    require_own_names_only(cells, lesson, path)
    parts = tuple(_with_tasks(cells, lesson, path))
    assignment = Assignment(lesson, title, parts, path)
    require_catalogue_order(assignment)
    require_names_of_their_own(assignment)
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
        require_no_hidden_tests(cell.source, line, path)
        found = TextCell(cell.cell_type, cell.source, line, tuple(cell.metadata.get("tags", ())))
        if cell.cell_type == "markdown":
            yield from _split_at_headings(found)
        else:
            yield found


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
        if source:  # what follows a heading is text again, whatever stood above it
            tags = () if start in starts else cell.tags
            yield TextCell("markdown", source, cell.line + start, tags)


def _title(cells: list[TextCell], path: Path) -> str:
    first = cells[0] if cells else TextCell("markdown", "", 1)
    match = _TITLE.match(first.source) if first.kind == "markdown" else None
    if match is None:
        raise AssignmentError(path, first.line, "begin the text with its title, `# Title`")
    return match["title"]


# ---------------------------------------------------------------- cells into exercises


def _with_tasks(
    cells: Iterable[TextCell], lesson: Lesson, path: Path
) -> Iterator[TextCell | ExerciseCell | WrittenCell]:
    """Join every cell for an answer with the task text above it."""
    task: list[TextCell] = []
    for cell in cells:
        opens = cell.kind == "markdown" and _HEADING.match(cell.source.split("\n", 1)[0])
        if opens and task:
            raise _without_cell(task[0], path)
        if cell.kind == "code" and EXERCISE_TAG in cell.tags:
            yield _exercise_cell(cell, task, lesson, path)
            task = []
            continue
        if WRITTEN_TAG in cell.tags:
            yield _written_cell(cell, task, path)
            task = []
            continue
        require_no_solution(cell, path)
        if opens or task:
            task.append(cell)
        else:
            yield cell
    if task:
        raise _without_cell(task[0], path)


def _without_cell(heading: TextCell, path: Path) -> AssignmentError:
    first = heading.source.split("\n", 1)[0]
    match = _HEADING.match(first)
    tag = WRITTEN_TAG if match and match["by_hand"] else EXERCISE_TAG
    return AssignmentError(
        path,
        heading.line,
        f"the task {first!r} has no cell tagged `{tag}` below it; "
        f"add `:tags: [{tag}]` to the cell with its solution",
    )


def _written_cell(cell: TextCell, task: list[TextCell], path: Path) -> WrittenCell:
    require_balanced(cell, path)
    match = _HEADING.match(task[0].source.split("\n", 1)[0]) if task else None
    if match is None or not match["by_hand"] or len(task) > 1:
        raise AssignmentError(
            path,
            task[0].line if task else cell.line,
            "an answer that a person grades has a heading like ### `report` (10 points, by hand) "
            "and its task, one text, above its cell",
        )
    points = float(match["points"])
    return WrittenCell(match["name"], points, tuple(task), cell.kind, cell.source, cell.line)


def _exercise_cell(
    cell: TextCell, above: list[TextCell], lesson: Lesson, path: Path
) -> ExerciseCell:
    require_balanced(cell, path)
    exercise = _exercise_of(cell, lesson, path)
    given = [one for one in above if GIVEN_TAG in one.tags]
    task = tuple(one for one in above if one not in given)
    if not task:
        raise AssignmentError(
            path,
            cell.line,
            f"`{exercise.name}` has no task text; put the heading "
            f"### `{exercise.name}` ({points_text(exercise.points)}) and the task above its cell",
        )
    _require_agreeing_heading(task[0], exercise, path)
    for one in given:
        if len(given) > 1 or _exercise_of(one, lesson, path) is not exercise:
            raise AssignmentError(
                path, one.line, f"one cell tagged `{GIVEN_TAG}` defines `{exercise.name}`, no other"
            )
    source = given[0].source if given else ""
    return ExerciseCell(exercise, task, cell.source, cell.line, source)


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
