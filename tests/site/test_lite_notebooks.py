"""The notebooks of `/lite/`: pages as plain Markdown and code, lessons as students get them."""

import json
import re

import nbformat
import pytest
from docutils.core import publish_doctree
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.catalogue import LESSONS
from autograder.site.lite.markdown import lite_notebook, page_notebook

PAGE = """\
A page
======

A *first* paragraph with `a link <other.html>`_, ``code``, :math:`p < 0.05` and 3 * 4.

.. note:: Mind this.

   - one
   - two

     more of two

.. math:: F = MS_b / MS_w

Part
----

== ==
a  b
== ==
1  2
== ==

.. code-block:: python

   x = 1
"""


def as_markdown(text):
    document = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    empty = new_notebook(cells=[new_markdown_cell("")])
    notebook = page_notebook(document, empty, lambda reference: reference["refuri"])
    return "\n\n".join(cell.source for cell in notebook.cells)


def test_a_page_becomes_plain_markdown():
    assert as_markdown(PAGE) == (
        "# A page\n\n"
        "A *first* paragraph with [a link](other.html), `code`, $p < 0.05$ and 3 \\* 4.\n\n"
        "> **Note**\n>\n> Mind this.\n>\n> - one\n> - two\n>\n>   more of two\n\n"
        "$$\nF = MS_b / MS_w\n$$\n\n"
        "## Part\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n"
        "```\nx = 1\n```"
    )


def test_packages_that_are_needed_later_are_named_in_the_first_code_cell():
    cells = [new_markdown_cell("Text"), new_code_cell("plot()")]
    notebook = lite_notebook(cells, {"sklearn", "seaborn"})
    nbformat.validate(notebook)
    assert notebook.cells[1].source.endswith("import seaborn, sklearn")
    assert [cell.source for cell in lite_notebook(cells, ()).cells] == ["Text", "plot()"]


@pytest.fixture(scope="module")
def lite(book):
    if not (book / "lite").is_dir():
        pytest.skip("the book was built without notebooks: make book")
    return book / "lite"


def test_every_lesson_s_student_notebook_is_listed_and_gives_nothing_away(lite):
    listed = json.loads((lite / "api/contents/all.json").read_text())["content"]
    lessons = {lesson.id for lesson in LESSONS.values() if lesson.exercises}
    assert {entry["path"] for entry in listed} >= {
        f"{file.stem}.ipynb" for file in (lite / "files").iterdir() if file.stem in lessons
    }
    for entry in listed:
        text = (lite / "files" / entry["path"]).read_text(encoding="utf-8")
        assert "BEGIN SOLUTION" not in text
        nbformat.validate(json.loads(text))


def test_a_page_s_notebook_has_every_cell_and_no_syntax_of_the_book(lite, book):
    for file in sorted(lite.glob("pages/chapters/*/index.ipynb")):
        page = file.relative_to(lite / "pages").with_suffix("").as_posix()
        record = json.loads((book / f"_static/live/pages/{page}.json").read_text())
        notebook = nbformat.read(file, as_version=4)
        numbered = {c.metadata.course["n"]: c for c in notebook.cells if "course" in c.metadata}
        assert {n: cell.source for n, cell in numbered.items()} == {
            cell["n"]: cell["source"] for cell in record["cells"]
        }
        answers = {c.metadata.course.get("exercise") for c in numbered.values()} - {None}
        assert answers == set(record["exercises"])
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        assert text.startswith("# ")
        assert not re.search(r"^[`:]{3,}\{|\{(ref|term|glue:\w+)\}`", text, re.MULTILINE), page
