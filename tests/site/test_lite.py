"""Full notebooks in the browser, offline: a page with the reader's code, a lesson that is checked."""

import pytest
from live_reader import LOADING, Reader, serving
from live_runtime import live_site
from playwright.sync_api import expect

from autograder.site.lite import LITE

pytestmark = pytest.mark.slow

ANSWER = """def sample_groups(data):
    names = data["samples"].index.to_series()
    return names.str.split(".", n=1).str[0]
"""


@pytest.fixture(scope="module")
def reader(browser, book, lite_app, tmp_path_factory):
    """A reader who has answered an exercise on the page and changed a cell."""
    folder = live_site(book, tmp_path_factory.mktemp("lite") / "site", lite_app)
    server, address = serving(folder)
    reader = Reader(browser, address)
    reader.context.on("request", lambda request: reader.requests.append(request.url))
    reader.write(reader.cell("sample_groups"), ANSWER)
    reader.write(reader.cell(2), "changed_by_the_reader = True")
    yield reader
    own = (address, "data:", "blob:")
    assert [url for url in reader.requests if not url.startswith(own)] == []
    reader.context.close()
    server.shutdown()


def notebook(page):
    """Wait until JupyterLite shows a notebook; gives its cells."""
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    return page.locator(".jp-Notebook .jp-Cell")


def run_to(page, cells, text):
    """Run from the first cell on to the one that has the text; gives that cell."""
    cells.filter(has_text=text).first.wait_for()  # those below the fold are drawn later
    # What is run before there is a kernel, JupyterLab drops without a word.
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=LOADING)
    place = cells.evaluate_all(
        "(all, text) => all.findIndex(c => c.innerText.includes(text))", text
    )
    cells.first.click()
    for number in range(place + 1):
        expect(cells.nth(number)).to_contain_class("jp-mod-active", timeout=60_000)
        page.keyboard.press("Shift+Enter")
    return cells.nth(place)


def test_a_page_opens_as_a_notebook_that_has_the_reader_s_own_code(reader):
    page = reader.page
    page.get_by_role("link", name="Open as notebook").click()
    page.wait_for_url("**/notebooks/index.html?path=anova-lesson.ipynb")
    notebook(page)
    page.get_by_text("changed_by_the_reader").first.wait_for()
    page.goto(f"{reader.address}/chapters/anova/index.html")
    page.wait_for_selector(".live-button")
    reader.write(reader.cell(2), "changed_again = True")
    page.get_by_role("link", name="Open as notebook").click()
    page.get_by_text("differs from what is on the page now").wait_for()
    page.get_by_role("button", name="Make a new one").click()
    page.wait_for_url("**/notebooks/index.html?path=anova-lesson-2.ipynb")
    notebook(page)
    page.get_by_text("changed_again").first.wait_for()


def test_a_lesson_s_notebook_runs_and_checks_an_answer_from_the_page(reader):
    page = reader.page
    page.goto(f"{reader.address}/{LITE}/open/index.html?lesson=anova")
    page.wait_for_url("**/notebooks/index.html?path=anova.ipynb")
    cells = notebook(page)
    run_to(page, cells, "check(sample_groups)")
    page.get_by_text("Right: every check passes").first.wait_for(timeout=LOADING)
    assert page.get_by_text("font cache").count() == 0


def test_lite_lists_the_lessons(reader):
    reader.page.goto(f"{reader.address}/{LITE}/")
    reader.page.get_by_text("anova.ipynb").first.wait_for(timeout=60_000)


def test_a_site_without_jupyterlite_offers_the_notebook_as_a_file(browser, book):
    server, address = serving(book)
    reader = Reader(browser, address)
    reader.write(reader.cell("sample_groups"), ANSWER)
    reader.page.goto(f"{address}/{LITE}/open/index.html?lesson=anova")
    reader.page.get_by_text("made without notebooks in the browser").wait_for()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download the notebook").click()
    assert "n=1).str[0]" in download.value.path().read_text()
    reader.context.close()
    server.shutdown()
