"""Sphinx extension: keep out of the pages what the theme brings and the course doesn't use.

Jupyter Book always loads sphinx-thebe, whose script is added twice, breaks on the second time, and
names a server that no page of ours asks anything of. The theme has its icons twice, as fonts and as a
script of 1.5 MB that draws over them: more than half of a page's weight. It asks for fonts of icons that
no page shows. MyST-NB writes down the state of widgets, pictures included, for a script that no page has.
And some of the theme's buttons have names for screen readers that are missing, or other than what is seen.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from autograder.site.pictures import lazy_pictures


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("html-page-context", _without_unused, priority=900)
    app.connect("build-finished", _without_icon_script)
    app.connect("build-finished", _mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


_WIDGETS = "application/vnd.jupyter.widget-state"


def _without_unused(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not _is_unused(file)]


def _is_unused(file: Any) -> bool:
    attributes = getattr(file, "attributes", {})
    texts = [str(text).lower() for text in (file, *attributes.values())]
    return any("thebe" in text or text.startswith(_WIDGETS) for text in texts)


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


# A font is loaded where one of its icons is shown; of these, no page shows any.
_FONTS = re.compile(r'<link rel="preload" as="font"[^>]*/fa-(?:brands|regular)-[^>]*>\n?')


def _mend_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        before = text = page.read_text("utf-8")
        for wrong, right in _NAMES.items():
            text = text.replace(wrong, right)
        text = lazy_pictures(_FONTS.sub("", text), page.parent)
        if text != before:
            page.write_text(text, "utf-8")
