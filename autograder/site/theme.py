"""Sphinx extension: keep out of the pages what the theme brings and the course doesn't use.

Jupyter Book always loads sphinx-thebe, whose script is added twice, breaks on the second time, and
names a server that no page of ours asks anything of. The theme has its icons twice, as fonts and as a
script of 1.5 MB that draws over them: more than half of a page's weight. And some of its buttons have
names for screen readers that are missing, or other than what is seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("html-page-context", _without_thebe, priority=900)
    app.connect("build-finished", _without_icon_script)
    app.connect("build-finished", _mend_names)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _without_thebe(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not _is_thebe(file)]


def _is_thebe(file: Any) -> bool:
    attributes = getattr(file, "attributes", {})
    return any("thebe" in str(text).lower() for text in (file, *attributes.values()))


def _without_icon_script(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        for script in Path(app.outdir).glob("_static/vendor/fontawesome/*/js/*.js*"):
            script.write_text("/* Icons come from the style sheet and its fonts. */\n")


_NAMES = {
    # What is seen is "Search Ctrl+K", which speech control has to find in the name.
    '<button class="btn search-button-field search-button__button" title="Search" aria-label="Search"': (
        '<button class="btn search-button-field search-button__button"'
    ),
    # These folds say in words what they show; the name hides the words.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    '<summary><span class="toctree-toggle"': (
        '<summary aria-label="Pages of this part"><span class="toctree-toggle"'
    ),
}


def _mend_names(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        before = text = page.read_text("utf-8")
        for wrong, right in _NAMES.items():
            text = text.replace(wrong, right)
        if text != before:
            page.write_text(text, "utf-8")
