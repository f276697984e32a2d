"""Sphinx extension: exercises in a lesson's page come from the assignment's one text source.

A page says where, in MyST, and this extension puts the rest there before the page is read::

    ```{exercise} adjust_bh
    ```

becomes the task text, a code cell with the stub, and a cell with ``check(adjust_bh)``;

::

    ```{assignment} anova
    ```

becomes a sentence with a link to the lesson's student notebook, which a build for HTML writes to
``notebooks/anova.ipynb``.

The text sources are looked for in the folder ``solutions`` of the source directory
(``course_solutions`` in the configuration).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from autograder.catalogue import LESSONS, find
from autograder.site.fences import FENCE, closing_fence
from autograder.teaching.assignment import Assignment, AssignmentError, TextCell, exercises_text
from autograder.teaching.notebooks import as_text, stub, student_notebook
from autograder.teaching.source_text import read_assignment

NOTEBOOKS = "notebooks"

_BLOCK = re.compile(r"^\{(?P<kind>exercise|assignment)\} *(?P<argument>.*?) *$")
_NESTED = re.compile(r"^\s*[`:~]{3,}\{(?:exercise|assignment)\}")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)

_log = logging.getLogger(__name__)


class ExerciseBlockError(SphinxError):
    """A block that can't be replaced; the message names the page, the line and what to do."""

    category = "Exercise block"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("course_solutions", "solutions", "env", (str,))
    app.connect("source-read", _expand_page)
    app.connect("build-finished", _write_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@dataclass
class Page:
    """The page that is being expanded.

    ``notebook_link`` gives the address of a lesson's notebook as seen from the page; ``read`` are
    the assignments that it took something from.
    """

    name: str
    solutions: Path
    address: str
    read: dict[str, Assignment] = field(default_factory=dict)

    def assignment(self, lesson: str) -> Assignment:
        if lesson not in self.read:
            self.read[lesson] = read_assignment(lesson, self.solutions)
        return self.read[lesson]

    def notebook_link(self, lesson: str) -> str:
        return relative_uri(self.address, f"{NOTEBOOKS}/{lesson}.ipynb")


def expand(text: str, page: Page) -> str:
    """The page's text with every block replaced.

    Raises
    ------
    ExerciseBlockError
        If a block names something unknown, stands inside another, has content of its own, or asks
        for an exercise a second time.
    """
    seen: set[str] = set()
    pieces = []
    for part in _parts(text, page):
        if isinstance(part, str):
            pieces.append(part)
            continue
        if part.label in seen:
            raise part.error(page, "it is on this page already")
        seen.add(part.label)
        pieces.append(_replacement(part, page))
    if any(label.startswith("exercise") for label in seen):
        _require_notebook_page(text, page)
    return "\n".join(pieces)


# ---------------------------------------------------------------- finding blocks


@dataclass(frozen=True)
class Block:
    """An ``{exercise}`` or ``{assignment}`` block and the line that it begins on."""

    kind: str
    argument: str
    line: int

    @property
    def label(self) -> str:
        return f"{self.kind} {self.argument}"

    def error(self, page: Page, message: str) -> ExerciseBlockError:
        return ExerciseBlockError(
            f"{page.name}:{self.line}: {{{self.kind}}} {self.argument}: {message}"
        )


def _parts(text: str, page: Page) -> Iterator[str | Block]:
    """The page's lines, with blocks in place of theirs; other fences are left as they are."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        opening = FENCE.match(lines[number])
        if opening is None:
            yield lines[number]
            number += 1
            continue
        end = closing_fence(lines, number, opening["fence"])
        inside = lines[number + 1 : end]
        found = _BLOCK.match(opening["info"].strip())
        if found is None:
            _require_no_block_inside(opening["info"].strip(), inside, number, page)
            yield from lines[number : end + 1]
        else:
            block = Block(found["kind"], found["argument"], number + 1)
            if any(line.strip() for line in inside) or end >= len(lines):
                raise block.error(
                    page, "the block has no content; close its fence on the next line"
                )
            yield block
        number = end + 1


def _require_no_block_inside(info: str, inside: list[str], opening: int, page: Page) -> None:
    """Code cells are cells at the top level of a page only; in shown source a block is text."""
    if not info.startswith("{") or info.startswith("{code"):
        return
    for number, line in enumerate(inside, opening + 2):
        if _NESTED.match(line):
            raise ExerciseBlockError(
                f"{page.name}:{number}: {line.strip()} stands inside {info}, where it cannot have "
                "code cells; move it out"
            )


def _require_notebook_page(text: str, page: Page) -> None:
    front = _FRONT_MATTER.match(text)
    if front is None or "format_name: myst" not in front[1] or "kernelspec:" not in front[1]:
        raise ExerciseBlockError(
            f"{page.name}:1: a page with exercises is a notebook; begin it with jupytext's header "
            "(format_name: myst, and a kernelspec with name: python3)"
        )


# ---------------------------------------------------------------- replacing them


def _replacement(block: Block, page: Page) -> str:
    try:
        if block.kind == "exercise":
            return _exercise_text(block.argument, page)
        return _assignment_text(block.argument, page)
    except (KeyError, AssignmentError) as error:
        message = error.args[0] if isinstance(error, KeyError) else str(error)
        raise block.error(page, message) from error


def _exercise_text(name: str, page: Page) -> str:
    assignment = page.assignment(find(name).lesson)
    part = assignment.exercise(name)
    pieces = [_cell_text(cell) for cell in part.task]
    pieces.append(_cell_text(TextCell("code", stub(part, assignment), 0, ("exercise",))))
    # of code to repair, the check would tell what is wrong with it before anybody looked
    tags = ("check", "remove-output") if part.given else ("check",)
    pieces.append(_cell_text(TextCell("code", f"check({name})", 0, tags)))
    return "\n\n".join(pieces) + "\n"


def _cell_text(cell: TextCell) -> str:
    if cell.kind == "markdown":
        return cell.source
    longest = max((len(run) for run in re.findall(r"`{3,}", cell.source)), default=2)
    fence = "`" * (longest + 1)
    tags = [f":tags: [{', '.join(cell.tags)}]"] if cell.tags else []
    return "\n".join([f"{fence}{{code-cell}} ipython3", *tags, cell.source, fence])


def _assignment_text(lesson: str, page: Page) -> str:
    assignment = page.assignment(lesson)
    link = page.notebook_link(assignment.lesson.id)
    here = relative_uri(page.address, f"lite/open/index.html?lesson={assignment.lesson.id}")
    return (
        "To do the exercises in Jupyter, "
        f'<a class="reference download" href="{link}" download>download {assignment.lesson.id}.ipynb'
        f'</a> ({exercises_text(assignment)}), or <a class="reference" href="{here}">open it in the '
        "browser</a>.\n"
    )


# ---------------------------------------------------------------- in Sphinx


def _expand_page(app: Sphinx, docname: str, source: list[str]) -> None:
    if "{exercise}" not in source[0] and "{assignment}" not in source[0]:
        return
    name = Path(app.env.doc2path(docname)).relative_to(app.srcdir).as_posix()
    page = Page(name, _solutions(app), app.builder.get_target_uri(docname))
    source[0] = expand(source[0], page)
    for assignment in page.read.values():
        app.env.note_dependency(str(assignment.path))


def _write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Write every lesson's student notebook into the book."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / NOTEBOOKS
    folder.mkdir(parents=True, exist_ok=True)
    for lesson in LESSONS.values():
        if not lesson.exercises:
            continue
        try:
            notebook = student_notebook(read_assignment(lesson, _solutions(app)))
        except AssignmentError as error:
            raise ExerciseBlockError(str(error)) from error
        (folder / f"{lesson.id}.ipynb").write_text(as_text(notebook), encoding="utf-8")
    _log.info("student notebooks written to %s", folder)


def _solutions(app: Sphinx) -> Path:
    return Path(app.srcdir) / app.config.course_solutions
