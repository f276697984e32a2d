"""Reading what a student handed in, fairly: whatever tool saved it, and whatever happened to its cells.

An answer is found by the release's grade id and otherwise by the function that a cell defines. The
release's own cells (tests, texts) are taken from the release, never from the student.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.checking.answers import without_magics

MAX_BYTES = 50 * 2**20
MAX_CELLS = 2000
MAX_SOURCE = 2**20


class Unusable(Exception):
    """A file that isn't a notebook; the message says why, in a teacher's words."""


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in: nothing of it is trusted but that it is text."""

    kind: str
    source: str
    grade_id: str = ""
    images: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of the release that has a grade id."""

    grade_id: str
    kind: str
    source: str
    locked: bool
    grade: bool
    solution: bool


@dataclass(frozen=True)
class Placed:
    """A cell of the notebook that is graded: the student's, or the release's in its place."""

    kind: str
    source: str
    grade_id: str = ""
    runs: bool = False
    images: dict[str, Any] = field(default_factory=dict)


# ---------------------------------------------------------------- bytes into cells


def read_cells(content: bytes) -> list[Cell]:
    """The cells of a notebook of any format, in any encoding that Jupyter tools write.

    Raises
    ------
    Unusable
        If it isn't a notebook, or is too large to be one.
    """
    if len(content) > MAX_BYTES:
        raise Unusable(f"is {len(content) / 2**20:.0f} MB large; a notebook has at most 50 MB")
    if not content.strip(b"\0 \t\r\n"):
        raise Unusable("is empty")
    try:
        notebook = json.loads(_decoded(content))
    except RecursionError:
        raise Unusable("is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise Unusable(f"is not a notebook ({_short(error)})") from None
    found = _found_cells(notebook)
    if len(found) > MAX_CELLS:
        raise Unusable(f"has {len(found)} cells; at most {MAX_CELLS} are read")
    return [cell for cell in map(_cell, found) if cell is not None]


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")
    ):  # fmt: skip
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content[1:2] == b"\0":
            return content.decode("utf-16-le")
        if content[:1] == b"\0":
            return content.decode("utf-16-be")
        return content.decode("cp1252", errors="replace")


def _short(error: Exception) -> str:
    return str(error)[:100]


def _found_cells(notebook: Any) -> list[Any]:
    if isinstance(notebook, dict):
        sheets = notebook.get("worksheets")
        if isinstance(sheets, list):
            cells = [s.get("cells") for s in sheets if isinstance(s, dict)]
            return [cell for part in cells if isinstance(part, list) for cell in part]
        if isinstance(notebook.get("cells"), list):
            return list(notebook["cells"])
    raise Unusable("is not a notebook: it holds no cells")


def _cell(raw: Any) -> Cell | None:
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", raw.get("input", raw.get("value", "")))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:MAX_SOURCE]
    text = text.encode("utf-8", "replace").decode("utf-8")
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    if not isinstance(grade_id, str):
        grade_id = raw.get("id") if isinstance(raw.get("id"), str) else ""
    kind = raw.get("cell_type")
    if kind == "heading":
        kind, text = "markdown", "# " + text
    images = raw.get("attachments")
    return Cell(
        kind if kind in ("code", "markdown", "raw") else "raw",
        text, str(grade_id)[:200], images if isinstance(images, dict) else {},
    )  # fmt: skip


# ---------------------------------------------------------------- cells into the graded notebook


def place(cells: list[Cell], released: list[ReleasedCell], exercises: list[str]) -> list[Placed]:
    """The notebook that is graded: the student's cells, with the release's in their places.

    Parameters
    ----------
    cells
        What was handed in.
    released
        The release's cells with grade ids, in its order.
    exercises
        Names of the graded functions.

    Returns
    -------
    list of Placed
        Each grade id occurs exactly once. Of cells that were duplicated, all are run, except
        untouched stubs of functions that are defined elsewhere.
    """
    known = {cell.grade_id: cell for cell in released}
    cells = _joined([_as_code(cell, exercises, known) for cell in cells])
    owner = _owners(cells, known, exercises)
    locked_sources = {_as_given(cell) for cell in released if cell.locked}
    stubs = {_squeezed(cell.source): cell.grade_id for cell in released if cell.solution}
    answered = _answered(cells, stubs)
    placed = []
    for position, cell in enumerate(cells):
        grade_id = next((name for name, at in owner.items() if at == position), "")
        release = known.get(grade_id)
        if release is not None and release.locked:
            placed.append(Placed(release.kind, release.source, grade_id))
            continue
        source = _squeezed(cell.source)
        stale = source in locked_sources or stubs.get(source) in answered
        # one whose answer stands in another cell
        runs = cell.kind == "code" and not stale
        placed.append(Placed(cell.kind, cell.source, grade_id, runs, cell.images))
    return placed + [
        Placed(cell.kind, cell.source, cell.grade_id)
        for cell in released
        if cell.grade_id not in owner
    ]


def untouched(cells: list[Cell], released: Iterable[ReleasedCell]) -> set[str]:
    """Answers that came back as they were handed out, and that no other cell mentions making."""
    given = {_squeezed(cell.source): cell.grade_id for cell in released if cell.solution}
    kept = {given.get(_squeezed(cell.source), "") for cell in cells} - {""}
    own = [cell.source for cell in cells if _squeezed(cell.source) not in given]
    return {
        name
        for name in kept
        if not any(re.search(rf"\b(?:def|class)\s+{name}\b|\b{name}\s*=(?!=)", s) for s in own)
    }


def edited_cells(cells: list[Cell], released: Iterable[ReleasedCell]) -> list[str]:
    """Ids of locked cells that came back changed; the release's own were graded in their place."""
    given = {cell.grade_id: _as_given(cell) for cell in released if cell.locked}
    return sorted(
        {
            cell.grade_id
            for cell in cells
            if cell.grade_id in given and _squeezed(cell.source) != given[cell.grade_id]
        }
    )


def _as_code(cell: Cell, exercises: list[str], known: dict[str, ReleasedCell]) -> Cell:
    """An answer that was turned into text is still an answer."""
    if cell.kind == "code":
        return cell
    release = known.get(cell.grade_id)
    was_code = release is not None and release.kind == "code"
    if was_code or any(f"def {name}" in cell.source for name in exercises):
        source = _without_fence(cell.source)
        if set(defined(source)) & set(exercises):
            return replace(cell, kind="code", source=source)
    return cell


def _without_fence(source: str) -> str:
    lines = source.strip().split("\n")
    if lines[0].startswith("```") and lines[-1].strip() == "```":
        return "\n".join(lines[1:-1])
    return source


def _joined(cells: list[Cell]) -> list[Cell]:
    """Put together again what was split in the middle of a function."""
    joined: list[Cell] = []
    for cell in cells:
        before = next((i for i in reversed(range(len(joined))) if joined[i].kind == "code"), None)
        if before is not None and cell.kind == "code" and cell.source[:1] in (" ", "\t"):
            together = joined[before].source.rstrip("\n") + "\n" + cell.source
            # IPython would take the indentation away, and run the half by itself
            if not _is_python(cell.source) and _parses(together):
                joined[before] = replace(joined[before], source=together)
                continue
        joined.append(cell)
    return joined


def _owners(
    cells: list[Cell], known: dict[str, ReleasedCell], exercises: list[str]
) -> dict[str, int]:
    """Which cell stands for which grade id: an answer that defines the function comes first."""
    owner: dict[str, int] = {}
    for position, cell in enumerate(cells):
        release = known.get(cell.grade_id)
        if release is None:
            continue
        before = owner.get(cell.grade_id)
        better = before is None or _answers(cell, release) >= _answers(cells[before], release)
        if better:
            owner[cell.grade_id] = position
    for position, cell in enumerate(cells):  # the release's own cells, their ids lost
        for grade_id, release in known.items():
            if (
                release.locked
                and grade_id not in owner
                and _squeezed(cell.source) == _as_given(release)
            ):
                owner[grade_id] = position
    for name in exercises:
        at = owner.get(name)
        if name in known and (at is None or not _answers(cells[at], known[name])):
            found = [
                position
                for position, cell in enumerate(cells)
                if position not in owner.values()
                and cell.kind == "code"
                and name in defined(cell.source)
                and _squeezed(cell.source) != _squeezed(known[name].source)
            ]
            if found:
                owner[name] = found[-1]
    for name, release in known.items():  # a written answer stands below its question
        below = owner.get(f"ask_{name}", len(cells)) + 1
        free = below < len(cells) and below not in owner.values()
        if release.grade and release.solution and name not in owner and free:
            owner[name] = below
    return owner


def _answers(cell: Cell, release: ReleasedCell) -> bool:
    """Whether the cell is more than the untouched stub."""
    return _squeezed(cell.source) != _squeezed(release.source)


def _answered(cells: list[Cell], stubs: dict[str, str]) -> set[str]:
    """Functions that some cell defines which is not an untouched stub."""
    return {
        name
        for cell in cells
        if cell.kind == "code" and _squeezed(cell.source) not in stubs
        for name in defined(cell.source)
    }


def _as_given(release: ReleasedCell) -> str:
    """A locked cell's source as students have it, without hidden tests."""
    return _squeezed(_HIDDEN.sub("", release.source))


_HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?^[^\n]*END HIDDEN TESTS[^\n]*\n?",
    re.DOTALL | re.MULTILINE,
)


def _squeezed(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def defined(source: str) -> list[str]:
    """Names of the functions (and of names given to functions) at a cell's top level."""
    return list(_defined(source))


def _defined(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def _parses(source: str) -> bool:
    return _is_python(without_magics(source))


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
