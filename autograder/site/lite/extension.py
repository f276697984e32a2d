"""Sphinx extension: the notebooks of ``/lite/``, from the book's pages and assignments.

Written into the built book, beside which ``make lite`` puts JupyterLite itself:

``lite/files/LESSON.ipynb`` and ``lite/api/contents/all.json``
    the student notebook of every lesson, and the list that JupyterLite reads;
``lite/pages/PAGE.ipynb``
    a page as a notebook; ``lite/open/`` puts the reader's edits into it and opens it;
``lite/course/pyodide.js``
    the way from JupyterLite to the runtime, lock file and wheels of live cells.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx

from autograder.site.exercises import NOTEBOOKS
from autograder.site.lite import LITE
from autograder.site.lite.markdown import lite_notebook, page_notebook
from autograder.site.live import executed_notebook
from autograder.site.live_cells import needed_imports

SITE = "course-site:"
"""Begins addresses inside the book, whose own address a notebook learns when it is opened."""

_HANDED_OUT = Path(__file__).parent / "static"
_MADE = "2020-01-01T00:00:00Z"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", _write_page, priority=600)
    app.connect("build-finished", _write_contents, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _write_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    executed = executed_notebook(app, docname)
    has_cells = any(
        one.get("nb_element") == "cell_code" for one in doctree.findall(nodes.container)
    )
    if app.builder.format != "html" or not has_cells or not executed.is_file():
        return
    page = app.builder.get_target_uri(docname)

    def link(reference: nodes.reference) -> str:
        address = reference.get("refuri") or ""
        if reference.get("refid"):
            address = f"#{reference['refid']}"
        if not address or urlsplit(address).scheme:
            return address
        return SITE + urljoin(page, address)

    source = nbformat.read(executed, as_version=4)
    notebook = page_notebook(doctree, source, link, _late_imports(source))
    _write(Path(app.outdir) / LITE / "pages" / f"{docname}.ipynb", notebook)


def _late_imports(notebook: NotebookNode) -> set[str]:
    return needed_imports([cell.source for cell in notebook.cells if cell.cell_type == "code"])


def _write_contents(app: Sphinx, exception: Exception | None) -> None:
    """Write every lesson's student notebook, as the book has it, and the list of them."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / LITE
    shutil.copytree(_HANDED_OUT, folder, dirs_exist_ok=True)
    shutil.rmtree(folder / "files", ignore_errors=True)
    entries = []
    for file in sorted((Path(app.outdir) / NOTEBOOKS).glob("*.ipynb")):
        student = nbformat.read(file, as_version=4)
        sources = [cell.source for cell in student.cells if cell.cell_type == "code"]
        notebook = lite_notebook(student.cells, needed_imports(sources, [file.stem]))
        size = _write(folder / "files" / file.name, notebook)
        entries.append(_entry(file.name, size))
    listing = {
        "name": "", "path": "", "type": "directory", "format": "json", "mimetype": None,
        "content": entries, "size": None, "writable": True, "created": _MADE, "last_modified": _MADE,
    }  # fmt: skip
    (folder / "api/contents").mkdir(parents=True, exist_ok=True)
    (folder / "api/contents/all.json").write_text(json.dumps(listing), "utf-8")


def _entry(name: str, size: int) -> dict[str, Any]:
    return {
        "name": name, "path": name, "type": "notebook", "format": None, "mimetype": None,
        "content": None, "size": size, "writable": True, "created": _MADE, "last_modified": _MADE,
    }  # fmt: skip


def _write(path: Path, notebook: NotebookNode) -> int:
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook)
    path.write_text(text, "utf-8")
    return len(text.encode())
