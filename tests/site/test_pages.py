"""Every page of the built book, in a real browser: at desktop and phone width, light and dark."""

import re

import pytest

from autograder.catalogue import LESSONS

pytestmark = pytest.mark.slow

PAGES = [
    "chapters/index.html",
    "chapters/using/index.html",
    *(f"chapters/{lesson}/index.html" for lesson in LESSONS),
]
WIDTHS = {"desktop": 1280, "phone": 390, "narrow": 320}


@pytest.fixture(params=PAGES)
def path(request):
    return request.param


@pytest.fixture
def visit(browser, site, path):
    """Open the page in a given width and theme; collects what goes wrong on the way."""
    contexts = []

    def open_page(width, theme):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        context.add_init_script(f"localStorage.setItem('mode', '{theme}')")
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "request",
            lambda r: r.url.startswith((site, "data:", "blob:")) or page.faults.append(r.url),
        )
        page.goto(f"{site}/{path}", wait_until="load")
        page.wait_for_function("document.readyState === 'complete'")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_loads_without_error_and_asks_nobody_outside(visit, theme):
    page = visit(1280, theme)
    assert page.faults == []
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.title()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_scrolls_sideways(visit, width):
    page = visit(width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_picture_has_alternative_text(visit):
    page = visit(1280, "light")
    alts = page.eval_on_selector_all("article img", "all => all.map(i => i.getAttribute('alt'))")
    assert all(alt and len(alt) > 20 for alt in alts), alts


def test_no_handler_stands_in_the_page_and_no_error_is_printed(book, path):
    html = (book / path).read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert not re.search(r"<[^>]+\son(click|error|load)=", article)
    for trouble in ("highlight-ipythontb", "output traceback", "output stderr"):
        assert trouble not in article


def test_the_page_is_british_english(book, path):
    assert '<html lang="en-GB"' in (book / path).read_text(encoding="utf-8").replace(
        "en_GB", "en-GB"
    )


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_every_exercise_with_its_check(book, lesson):
    html = (book / f"chapters/{lesson}/index.html").read_text(encoding="utf-8")
    text = re.sub("<[^>]+>", "", html)
    for exercise in LESSONS[lesson].exercises:
        assert f"check({exercise.name})" in text
        assert f"{exercise.name}: Not attempted yet." in text.replace("  ", " ")
