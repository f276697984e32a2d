"""What a teacher and a student look at after grading, in a real browser: nothing of it executes."""

from __future__ import annotations

import nbformat
import pytest
from classes import LESSON, grade, hand_in, released_course, saved
from conftest import start_jail
from nbconvert import HTMLExporter
from nbgrader_here import nbgrader_here
from scenarios import all_scenarios, cell_of, handed_in, solved

from autograder.teaching.source_text import read_assignment

SCRIPT = (
    "<script>window.pwned = 1</script><img src=x onerror=window.pwned=1><svg onload=window.pwned=1>"
)

LINKS = [
    "[a](javascript:window.pwned=1)", "[b]( JavaScript:window.pwned=1 'title')", "![c](javascript:pwned=1)",
    "[d](<javascript:window.pwned=1>)", "[e](java&#115;cript:window.pwned=1)", "[f](javascript&colon;pwned=1)",
    "[g](javascript\\:window.pwned=1)", "[h](data:text/html,<script>1</script>)", "[i][j]\n\n[j]: javascript:pwned=1",
    "[k](\njavascript:window.pwned=1)", "> [l]\n>\n> [l]: javascript:pwned=1", "[m](java\tscript:pwned=1)",
    "[good](https://example.org/a?b=1&c=2)",
]  # fmt: skip


def poisoned() -> bytes:
    """Script wherever a notebook can have text."""
    notebook = solved(read_assignment(LESSON))
    notebook.metadata["title"] = SCRIPT
    notebook.metadata["kernelspec"] = {"name": SCRIPT, "display_name": SCRIPT, "language": SCRIPT}
    notebook.cells.append(nbformat.v4.new_markdown_cell("\n\n".join([*LINKS, SCRIPT])))
    notebook.cells.append(nbformat.v4.new_raw_cell(SCRIPT))
    cell_of(
        notebook, "transpose"
    ).source = f"def transpose(data):\n    raise ValueError({SCRIPT!r})  # {SCRIPT}"
    notebook.cells[-1]["id"] = "script"
    return saved(notebook)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    start_jail("transpose").close()  # or skip
    course = released_course(tmp_path_factory.mktemp("pages") / "course")
    for scenario in all_scenarios():
        if scenario.name.startswith("script_in_"):
            hand_in(course, scenario.name, handed_in(scenario))
    hand_in(course, "poisoned", poisoned())
    status, _, complaints = grade(course)
    assert status == 0, complaints
    nbgrader_here(course, "generate_feedback", LESSON)
    return course


@pytest.mark.slow
def test_no_script_of_a_students_runs_in_the_feedback(graded, browser):
    pages = sorted((graded / "feedback").rglob("*.html"))
    assert len(pages) >= 3
    for path in pages:
        page = browser.new_page()
        asked: list[str] = []
        page.on("requestfinished", lambda request, asked=asked: asked.append(request.url))
        page.on("requestfailed", lambda request, asked=asked: asked.append(request.failure))
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        assert page.evaluate("window.pwned") is None, path
        assert {one for one in asked if not one.startswith(("file:", "data:"))} <= {"csp"}
        page.close()


@pytest.mark.slow
def test_no_script_of_a_students_runs_in_the_graded_notebook(graded, browser, tmp_path):
    """As notebook viewers show it, without any policy: what was saved is harmless by itself."""
    for path in sorted((graded / "autograded").rglob("*.ipynb")):
        body, _ = HTMLExporter().from_filename(str(path))
        shown = tmp_path / "shown.html"
        shown.write_text(body, encoding="utf-8")
        page = browser.new_page()
        page.route("https://**", lambda route: route.abort())
        page.goto(shown.as_uri())
        page.wait_for_load_state("load")
        schemes = page.evaluate("[...document.querySelectorAll('a')].map(a => a.protocol)")
        assert set(schemes) <= {"file:", "https:", ":", ""}, path
        assert page.evaluate("window.pwned") is None, path
        if path.parts[-3] == "poisoned":
            assert page.get_by_role("link", name="good").get_attribute("href").endswith("b=1&c=2")
        page.close()
