"""Sphinx extension: code cells that readers run in the page.

Every page carries one small script, ``_static/live/loader.mjs``; what a reader needs to run cells is
loaded when they first ask for it, from files that this extension writes into the built book:

``_static/live/``
    the scripts themselves (from ``autograder/site/static/live``), and ``course.json``, the lessons
    with their exercises;
``_static/live/pages/PAGE.json``
    a page's cells, the ones that are not shown too;
``_static/live/wheels/``, ``pyodide-lock.json``, ``settings.json``
    this project as a wheel, the packages of the runtime, and where the runtime is.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from autograder.catalogue import LESSONS
from autograder.site.live_cells import page_record
from autograder.site.pyodide import LIVE, write_runtime_settings
from autograder.site.questions.directives import page_questions

_STATIC = Path(__file__).parent / "static"

_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", _add_static_files)
    app.connect("doctree-resolved", _number_cells)
    app.connect("build-finished", _write_files)
    app.add_js_file("live/loader.mjs", type="module")
    app.add_css_file("live/live.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _number_cells(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Give every cell its number as a class."""
    if app.builder.format != "html":
        return
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code":
            cell["classes"].append(f"live-{cell['cell_index']}")


def executed_notebook(app: Sphinx, docname: str) -> Path:
    """Where MyST-NB leaves the notebook that it has executed, hidden cells and all."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"


def _write_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / LIVE
    # Sphinx copies static files only when some page has changed; scripts change without one.
    shutil.copytree(_STATIC, Path(app.outdir) / "_static", dirs_exist_ok=True)
    _write_records(app, folder / "pages")
    env = app.env
    course = course_record(app.config.root_doc, env.found_docs, page_questions(env))
    _write_json(folder / "course.json", course)
    write_runtime_settings(folder)
    _log.info("live cells written to %s", folder)


def _write_records(app: Sphinx, folder: Path) -> None:
    """What the cells of every page are: of unchanged pages, too, since hints change without them."""
    solutions = Path(app.srcdir) / app.config.course_solutions
    for docname in sorted(app.env.found_docs):
        executed = executed_notebook(app, docname)
        if executed.is_file():
            record = page_record(nbformat.read(executed, as_version=4), docname, solutions)
            if record["cells"]:
                _write_json(folder / f"{docname}.json", record)


def course_record(root: str, pages: set[str], questions: dict[str, list[str]]) -> dict[str, Any]:
    """The lessons that have a page, with their exercises, points and questions."""
    lessons = [
        {
            "id": lesson.id,
            "title": f"{lesson.number}. {lesson.title}",
            "page": f"chapters/{lesson.id}/index",
            "exercises": [[one.name, one.points] for one in lesson.exercises],
            "questions": questions.get(f"chapters/{lesson.id}/index", []),
        }
        for lesson in LESSONS.values()
        if lesson.exercises and f"chapters/{lesson.id}/index" in pages
    ]
    return {"root": root, "lessons": lessons}


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
    partial.replace(path)
