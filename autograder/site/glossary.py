"""Sphinx extension: a lesson's words link to the glossary where they are first used.

The terms are those of the ``{glossary}`` block in ``chapters/back/glossary.md``. In the page of
every lesson the first use of a term in running text becomes a ``{term}`` role. Headings, code,
formulas, links and the list of references are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from autograder.catalogue import LESSONS

GLOSSARY = "chapters/back/glossary.md"

_BLOCK = re.compile(r"^```\{glossary\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^ *(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
_PROSE = re.compile(r"\{(?:admonition|note|tip|hint|warning|important|seealso)\}")
# What is not running text within a line: bold words, roles and code, formulas, links, HTML.
_APART = re.compile(
    r"(\*\*.*?\*\*|\{[\w:-]+\}`+[^`]*`+|`+[^`]*`+|\$\$.*?\$\$|\$[^$\n]+\$|!?\[[^\]]*\]\([^)]*\)|<[^>]+>|https?://\S+)"
)
_LINE_APART = re.compile(r" {0,3}#|\||:[\w-]+:|%|\+\+\+|\(.+\)=$| {4}|>>>")
_BEFORE_EXERCISES = 400


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("source-read", _link_page, priority=_BEFORE_EXERCISES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def terms_of(glossary: str) -> list[str]:
    """The terms of a glossary's text."""
    block = _BLOCK.search(glossary)
    lines = block[1].splitlines() if block else []
    return [line for line in lines if line and not line.startswith(" ")]


def linked(text: str, terms: list[str]) -> str:
    """A page's text, each term's first use a link to the glossary."""
    left = {term.lower(): term for term in terms}
    # of two terms that begin at one place the longer one is meant
    names = "|".join(re.escape(term) for term in sorted(left, key=len, reverse=True))
    use = re.compile(
        rf"(?<![\w*-])(?P<open>\*?)(?P<said>(?P<term>{names})(?P<plural>e?s)?)(?P=open)(?![\w*-]|(?<=in place) of)",
        re.IGNORECASE,
    )

    def link(found: re.Match[str]) -> str:
        term = left.pop(found["term"].lower(), None)
        return found[0] if term is None else f"{{term}}`{found['said']} <{term}>`"

    return "\n".join(
        "".join(
            piece if number % 2 else use.sub(link, piece)
            for number, piece in enumerate(_APART.split(line))
        )
        if is_prose
        else line
        for line, is_prose in _lines(text)
    )


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines, and whether each is running text."""
    lines = text.split("\n")
    front = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else -1
    fences: list[tuple[str, bool]] = []
    ended = False
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence:
            if fences and not fence["info"].strip() and fence["fence"].startswith(fences[-1][0]):
                fences.pop()
            elif all(prose for _, prose in fences):
                fences.append((fence["fence"], bool(_PROSE.search(fence["info"]))))
            yield line, False
            continue
        ended = ended or line.strip() == "## References"
        inside = all(prose for _, prose in fences)
        yield line, number > front and inside and not ended and not _LINE_APART.match(line)


def _link_page(app: Sphinx, docname: str, source: list[str]) -> None:
    path = Path(app.srcdir) / GLOSSARY
    if not path.is_file() or docname not in {f"chapters/{lesson}/index" for lesson in LESSONS}:
        return
    app.env.note_dependency(str(path))
    source[0] = linked(source[0], terms_of(path.read_text(encoding="utf-8")))
