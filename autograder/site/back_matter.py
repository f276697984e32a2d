"""Sphinx extension: back matter that is made from the course itself.

A page says where, in MyST, and this extension puts the rest there before the page is read:
``{function-reference}`` (the functions, from their docstrings), ``{references}`` (what the chapters
cite) and ``{rubrics}`` (points, common errors and hints of every exercise).
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import functions
from autograder.catalogue import LESSONS
from autograder.exercise import Exercise
from autograder.site.gallery import as_prose
from autograder.teaching.assignment import points_text
from autograder.teaching.report.statistics import gallery_anchor
from autograder.teaching.source_text import read_assignment

_BLOCK = re.compile(r"^```\{(function-reference|references|rubrics)\}\n```$", re.MULTILINE)
_BEFORE_NAPOLEON = 400
_CITED, _CITATION = re.compile(r"(?<=\[)(\d+)\]_"), re.compile(r"^\.\. \[(\d+)\] +")
_BAR = re.compile(r"(``.*?``)|\|")
_REFERENCES = re.compile(r"^## References\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_ITEM = re.compile(r"^(?:\d+\.|-) +(.+?)(?=^(?:\d+\.|-) |\Z)", re.DOTALL | re.MULTILINE)
_DOI = re.compile(r"doi\.org/([^)\s]+)")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    for extension in ("sphinx.ext.autodoc", "sphinx.ext.napoleon"):
        app.setup_extension(extension)
    app.connect("source-read", _expand_page)
    app.connect("autodoc-process-docstring", _plain_citations, priority=_BEFORE_NAPOLEON)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _expand_page(app: Sphinx, _docname: str, source: list[str]) -> None:
    if not _BLOCK.search(source[0]):
        return
    folder = Path(app.srcdir)
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "function-reference": function_reference,
        "references": lambda: bibliography(folder / "chapters", app.env.found_docs),
        "rubrics": lambda: rubrics(folder / app.config.course_solutions),
    }
    app.env.note_reread()  # what it is made from is not the page's own file
    source[0] = _BLOCK.sub(lambda block: "\n".join(makers[block[1]]()), source[0])


# ---------------------------------------------------------------- functions


def function_reference() -> Iterator[str]:
    """Every public function under its module's subject, its documentation read by autodoc."""
    modules: dict[str, list[str]] = {}
    for name in functions.__all__:
        value = getattr(functions, name)
        if inspect.isfunction(value):
            modules.setdefault(value.__module__, []).append(name)
    for module in sorted(modules):
        subject = (inspect.getdoc(importlib.import_module(module)) or module).split("\n", 1)[0]
        yield from (f"## {subject.rstrip('.')}", "", "```{eval-rst}")
        for name in sorted(modules[module]):
            yield from (f".. autofunction:: functions.{name}", "")
        yield from ("```", "")


def _plain_citations(
    _app: Sphinx, _what: str, _name: str, _obj: Any, _options: Any, lines: list[str]
) -> None:
    """Turn citations into text: numpydoc numbers them anew in each docstring, here they would clash."""
    cited = False
    for number, line in enumerate(lines):
        text = _BAR.sub(lambda found: found[1] or r"\|", _CITED.sub(r"\1]", line))
        citation = _CITATION.match(text)
        if citation:
            cited, text = True, f"{citation[1]}. {text[citation.end() :]}"
        elif cited and line.startswith(" "):
            text = f"   {text.strip()}"
        elif cited and line.strip():
            cited = False
        lines[number] = text


# ---------------------------------------------------------------- references


def bibliography(chapters: Path, pages_of_book: Iterable[str]) -> Iterator[str]:
    """What the book's chapters cite, each work once, with the pages that cite it."""
    works: dict[str, tuple[str, dict[str, None]]] = {}
    for page in sorted(chapters.glob("*/index.md")):
        if f"chapters/{page.parent.name}/index" not in pages_of_book:
            continue
        for section in _REFERENCES.findall(page.read_text(encoding="utf-8")):
            for item in _ITEM.findall(section):
                text = " ".join(item.split())
                doi = _DOI.search(text)
                key = doi[1].lower() if doi else re.sub(r"\W+", "", text).lower()
                works.setdefault(key, (text, {}))[1][page.parent.name] = None
    for text, pages in sorted(works.values(), key=lambda work: _first_author(work[0])):
        where = ", ".join(f"[](../{page}/index.md)" for page in pages)
        yield from (f"- {text.rstrip('.')}. Cited in {where}.", "")


def _first_author(text: str) -> str:
    """The first author's family name, which follows the initials."""
    words = re.split(r'[,"“(]', text, maxsplit=1)[0].replace(" et al.", "").split()
    family = [word for word in words if not re.fullmatch(r"(?:\w\.-?)+", word)]
    return " ".join(family or words).casefold()


# ---------------------------------------------------------------- rubrics


def rubrics(solutions: Path) -> Iterator[str]:
    """Every lesson's exercises for those who teach it: points, common errors, hints."""
    for lesson in LESSONS.values():
        yield from (f"### {lesson.number}. {lesson.title}", "")
        for exercise in lesson.exercises:
            yield from _exercise(exercise)
        for part in read_assignment(lesson, solutions).written:
            yield from (f"**`{part.name}`**, {points_text(part.points)} by hand.", "")


def _exercise(exercise: Exercise) -> Iterator[str]:
    worth = "; ".join(f"{as_prose(one.name)} ({one.points:g})" for one in exercise.checks)
    yield from (f"**`{exercise.name}`**, {points_text(exercise.points)}: {worth}.", "")
    yield from ("````{admonition} Common errors, and hints", ":class: dropdown", "")
    for one in exercise.misconceptions:
        code = f"{{ref}}`{one.id} <{gallery_anchor(exercise.name, one.id)}>`"
        yield f"- {code}: {as_prose(one.message)}"
    yield ""
    yield from (f"{number}. {as_prose(hint)}" for number, hint in enumerate(exercise.hint_texts, 1))
    yield from ("````", "")
