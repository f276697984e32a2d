"""Sphinx extension: the gallery of misconceptions, from the catalogue.

A page says where, in MyST, and this extension puts the rest there before the page is read::

    ```{gallery} anova
    ```

becomes every misconception of that lesson: what is wrong with it, which check sees it, and the code.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from autograder.catalogue import LESSONS
from autograder.exercise import Exercise, Misconception
from autograder.teaching.demo.wrong_answers import standalone
from autograder.teaching.report.statistics import gallery_anchor

_BLOCK = re.compile(r"^```\{gallery\} *(?P<lesson>\w+) *\n```$", re.MULTILINE)


_LONGEST = 24
"""Lines of code that are shown with all that they need; of longer ones, the function alone."""


class GalleryError(SphinxError):
    """A block that names no lesson."""

    category = "Gallery"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("source-read", _expand_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def gallery(lesson: str) -> str:
    """A lesson's part of the gallery, in MyST."""
    return "\n".join(line for one in LESSONS[lesson].exercises for line in _exercise(one))


def _exercise(exercise: Exercise) -> Iterator[str]:
    yield from (f"## `{exercise.name}`", "")
    for misconception in exercise.misconceptions:
        yield from _entry(exercise, misconception)


def _entry(exercise: Exercise, misconception: Misconception) -> Iterator[str]:
    yield from (f"({gallery_anchor(exercise.name, misconception.id)})=", "")
    yield from (f"**{misconception.id}.** {as_prose(misconception.message)}", "")
    yield from ("````{admonition} What the code looks like", ":class: dropdown", "")
    yield from (f"Seen by the check “{as_prose(misconception.sees.name)}”.", "")
    yield from ("```python", _code(exercise, misconception), "```", "````", "")


def as_prose(text: str) -> str:
    """Text in which only backquotes have a meaning for Markdown."""
    pieces = re.split(r"(`[^`]*`)", text)
    pieces[::2] = [re.sub(r"([*_$\[\]<>{}\\])", r"\\\1", piece) for piece in pieces[::2]]
    return "".join(pieces)


def _code(exercise: Exercise, misconception: Misconception) -> str:
    """The wrong implementation, with all that it needs where that can be told."""
    whole = standalone(misconception.implementation, exercise.name)
    if whole is not None and whole.count("\n") < _LONGEST:
        return whole
    source = textwrap.dedent(inspect.getsource(misconception.implementation))
    [definition] = ast.parse(source).body
    return "\n".join(source.splitlines()[definition.lineno - 1 :])


def _expand_page(app: Sphinx, docname: str, source: list[str]) -> None:
    def replacement(block: re.Match[str]) -> str:
        if block["lesson"] not in LESSONS:
            name = Path(app.env.doc2path(docname)).name
            raise GalleryError(f"{name}: there is no lesson {block['lesson']!r}")
        return gallery(block["lesson"])

    if "{gallery}" in source[0]:
        source[0] = _BLOCK.sub(replacement, source[0])
