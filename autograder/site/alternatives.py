"""Sphinx extension: a figure without alternative text fails the build, with its page and its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

_WITHOUT = re.compile(r"<img\b(?![^>]*\balt\s*=)[^>]*>", re.IGNORECASE)


class NoAlternative(SphinxError):
    """Pictures that say nothing to those who can't see them."""

    category = "Alternative text"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", _require_alternatives)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _require_alternatives(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    found = list(dict.fromkeys(pictures_without_text(doctree)))
    if found:
        raise NoAlternative(
            f"{docname}: no alternative text for {'; '.join(found)}. Say what the figure shows, in a "
            "cell's metadata under mystnb, image, alt, or after the image's address"
        )


def pictures_without_text(document: nodes.document) -> Iterator[str]:
    """Where a document has pictures without alternative text."""
    for image in document.findall(nodes.image):
        if not (image.get("alt") or "").strip():
            yield _place(image)
    for raw in document.findall(nodes.raw):
        if raw.get("format") == "html" and _WITHOUT.search(raw.astext()):
            yield _place(raw)


def _place(node: nodes.Node) -> str:
    """The cell that a picture comes from, with its first line, or the picture's address."""
    above: nodes.Node | None = node
    while above is not None:
        if isinstance(above, nodes.container) and above.get("nb_element") == "cell_code":
            code = next(above.findall(nodes.literal_block), None)
            first = code.astext().strip().partition("\n")[0] if code is not None else "not shown"
            return f"the output of cell {above['cell_index']} ({first[:60]})"
        above = above.parent
    line = f", line {node.line}" if node.line else ""
    return f"the image {node.get('uri', 'in HTML')}{line}"
