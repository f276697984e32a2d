"""Every page of the built book in a real browser: wide and narrow, light and dark, for everybody.

A page is loaded once and looked at in every way, since loading is what takes time.
"""

import re
from pathlib import Path

import axe
import pytest

from autograder.catalogue import LESSONS

pytestmark = pytest.mark.slow

CONTENTS = (Path(__file__).parents[2] / "_toc.yml").read_text(encoding="utf-8")
PAGES = [f"{page}.html" for page in re.findall(r"(?:file|root): (\S+)", CONTENTS)]
WIDTHS = (1280, 390, 320)


@pytest.fixture(scope="module")
def visit(browser, site):
    """Open a page in one theme; what goes wrong on the way is in its `faults`."""
    script = axe.axe_script()
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script("localStorage.setItem('mode', 'light')")
    context.set_default_timeout(60_000)
    opened = []

    def open_page(path):
        page = context.new_page()
        opened.append(page)
        page.faults = []
        page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        own = (site, "data:", "blob:")
        page.on("request", lambda r: r.url.startswith(own) or page.faults.append(r.url))
        page.goto(f"{site}/{path}", wait_until="networkidle")
        page.evaluate(script)
        return page

    yield open_page
    context.close()


def show_in(page, theme):
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)


SIDEWAYS = """width => [...document.querySelectorAll("main *")]
  .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest("pre, .output, .math, table"))
  .slice(0, 5).map((e) => `${e.tagName}.${e.className}`)"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_without_fault_for_every_reader(visit, path):
    page = visit(path)
    try:
        assert page.title()
        assert page.evaluate("document.documentElement.lang") == "en-GB"
        alts = page.eval_on_selector_all("img", "all => all.map(i => i.getAttribute('alt'))")
        assert [alt for alt in alts if alt is None] == []
        pictures = page.eval_on_selector_all("article img", "all => all.map(i => i.alt)")
        assert [alt for alt in pictures if len(alt) < 20] == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, page.evaluate(SIDEWAYS, width)
        page.set_viewport_size({"width": 1280, "height": 900})
        assert axe.faults(page) == []
        show_in(page, "dark")
        assert axe.faults(page, axe.COLOURS) == []
        assert page.faults == []
    finally:
        page.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_handler_stands_in_the_page_and_no_error_is_printed(book, path):
    html = (book / path).read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert not re.search(r"<[^>]+\son(click|error|load)=", article)
    for trouble in ("highlight-ipythontb", "output traceback", "output stderr"):
        assert trouble not in article


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_every_exercise_with_its_check(book, lesson):
    page = book / f"chapters/{lesson}/index.html"
    if f"chapters/{lesson}/index.html" not in PAGES:
        pytest.skip("the lesson has no page yet")
    text = re.sub("<[^>]+>", "", page.read_text(encoding="utf-8"))
    for exercise in LESSONS[lesson].exercises:
        assert f"check({exercise.name})" in text
        if lesson != "capstone":  # where a verdict would name the error that is to be found
            assert f"{exercise.name}: Not attempted yet." in text.replace("  ", " ")
