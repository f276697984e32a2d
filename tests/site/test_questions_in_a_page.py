"""Quizzes, predictions and Parsons problems in a built page, as a reader at a keyboard meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from axe import axe_script, faults
from live_reader import Reader, serving
from page_texts import HEADER, PUZZLE

from autograder.teaching.source_text import solutions_folder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONFIG = f"""\
title: A book
only_build_toc_files: true
execute: {{execute_notebooks: cache}}
sphinx:
  extra_extensions: [autograder.site.exercises, autograder.site.questions.directives,
    autograder.site.theme, autograder.site.live, sphinx-mathjax-offline]
  config:
    course_solutions: {solutions_folder().resolve()}
    html_static_path: [{ROOT / "chapters/_static"}]
    html_css_files: [course.css]
    html_favicon: {ROOT / "chapters/_static/favicon.svg"}
    nb_ipywidgets_js: {{}}
"""
TOC = "format: jb-book\nroot: chapters/index\nchapters:\n- file: chapters/scaling/index\n"
PAGE = (
    HEADER
    + """\
```{quiz} which-axis
Which call leaves one mean for every gene?

- [Z1] `x.mean(axis=0)`
  It runs *down* the columns.
- [x] `x.mean(axis=1)`
  It runs along each row.
```

```{predict} shape
Which shape is printed?

- [Z1] `(3,)`
  There is a variance for each column then.
- [x] `(2,)`
  One for each row.
```

```{code-cell} ipython3
import numpy as np
print("the shape is", np.ones((2, 3)).var(axis=1).shape)
```

"""
    + PUZZLE
)
LESSON = "chapters/scaling/index.html"
KEPT = "gene-expression-course.answers"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    root = tmp_path_factory.mktemp("questions")
    (root / "chapters/scaling").mkdir(parents=True)
    (root / "chapters/index.md").write_text("# A book\n\nHello.\n")
    (root / "chapters/scaling/index.md").write_text(PAGE)
    (root / "_config.yml").write_text(CONFIG)
    (root / "_toc.yml").write_text(TOC)
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    built = subprocess.run(
        [jupyter_book, "build", "-W", "-n", str(root)], capture_output=True, text=True, timeout=300
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return root / "_build/html"


@pytest.fixture(scope="module")
def address(book):
    server, address = serving(book)
    yield address
    server.shutdown()


@pytest.fixture
def reader(browser, address):
    readers = []

    def open_page(**options):
        readers.append(Reader(browser, address, LESSON, predicts=False, **options))
        ready(readers[-1].page)
        return readers[-1]

    yield open_page
    for one in readers:
        one.context.close()


def ready(page):
    page.get_by_role("button", name="Check my program").wait_for()


def said(page, name):
    """What the status region of a question says."""
    region = page.locator(f"#question-{name} [role=status][aria-live=polite]")
    return region.inner_text()


def focus_first(page, name):
    page.evaluate("document.activeElement.blur()")
    page.locator(f"#question-{name} input").first.focus()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_reader_with_a_keyboard_answers_everything_and_finds_it_answered_again(reader, tmp_path):
    one = reader()
    page = one.page

    # A question: wrong, then right.
    focus_first(page, "which-axis")
    press(page, "Tab", "Enter")
    assert "Choose an answer first" in said(page, "which-axis")
    focus_first(page, "which-axis")
    press(page, "Space", "Tab", "Enter")
    assert "Not right yet." in said(page, "which-axis")
    assert "It runs down the columns." in said(page, "which-axis")
    assert "The wrong axis is scaled" in said(page, "which-axis")
    details = page.locator("#question-which-axis details")
    assert not details.is_visible()
    press(page, "Shift+Tab", "ArrowDown")
    assert said(page, "which-axis") == ""
    press(page, "Enter")
    assert "Right." in said(page, "which-axis")
    assert details.is_visible()

    # A prediction: the output waits for it.
    output = page.locator(".predicted .cell_output").first
    assert not output.is_visible()
    assert not page.locator(".predicted .live-run").is_visible()
    focus_first(page, "shape")
    press(page, "Space", "Enter")
    assert "otherwise" in said(page, "shape")
    assert output.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Predict again"

    # A program: a line that doesn't belong, then an order that is wrong, then right.
    lines = page.locator("#question-add-up .parsons-lines > li")
    for code in ("total = 0", "total = one", "for one in [1, 2, 3]:", "print(total)"):
        button = page.get_by_role("button", name=f"Add: {code}", exact=True)
        button.focus()
        press(page, "Enter")
    check = page.get_by_role("button", name="Check my program")
    check.focus()
    press(page, "Enter")
    assert "This forgets the others." in said(page, "add-up")
    page.get_by_role("button", name="Take out: total = one").focus()
    press(page, "Enter")
    page.get_by_role("button", name="Add: total += one").focus()
    press(page, "Enter")
    assert lines.count() == 1
    check.focus()
    press(page, "Enter")
    assert "Line 3 can't stand there" in said(page, "add-up")
    page.get_by_role("button", name="Move up: total += one").focus()
    press(page, "ArrowUp")
    assert "Now line 3 of 4." in said(page, "add-up")
    press(page, "ArrowDown", "Enter")
    check.focus()
    press(page, "Enter")
    assert "the program is complete" in said(page, "add-up")

    # All of it is there when the page is opened again.
    page.reload()
    ready(page)
    assert "Right." in said(page, "which-axis")
    assert page.locator("#question-which-axis input").nth(1).is_checked()
    assert page.locator(".predicted .cell_output").first.is_visible()
    page.get_by_text("the program is complete").wait_for()
    assert page.locator("#question-add-up .parsons-program > li").count() == 4

    # The landing page counts it, saves it, forgets it, and takes it back.
    landing = one.open("chapters/index.html")
    words = landing.locator("#live-answered-words")
    words.get_by_text("3 of 3 quick questions answered").wait_for()
    with landing.expect_download() as download:
        landing.get_by_role("button", name="Save to a file").click()
    download.value.save_as(tmp_path / "progress.json")
    assert len(json.loads((tmp_path / "progress.json").read_text())["answers"]) == 3
    landing.get_by_role("button", name="Start again").click()
    assert words.inner_text().startswith("0 of 3")
    landing.get_by_role("button", name="Undo").click()
    assert words.inner_text().startswith("3 of 3")
    landing.get_by_role("button", name="Start again").click()
    landing.locator("input[type=file]").set_input_files(tmp_path / "progress.json")
    landing.get_by_text("was imported").wait_for()
    assert words.inner_text().startswith("3 of 3")
    assert one.faults == []


def test_an_answer_that_the_course_has_changed_since_is_open_again(reader):
    one = reader()
    answers = {f"scaling.{name}": {"choice": "gone", "done": True, "tries": 1}
               for name in ("which-axis", "shape", "add-up")}  # fmt: skip
    one.page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)", [KEPT, json.dumps(answers)]
    )
    one.page.reload()
    ready(one.page)
    assert said(one.page, "which-axis") == ""
    assert not one.page.locator(".predicted .cell_output").first.is_visible()
    assert one.faults == []


def test_a_prediction_can_be_made_again(reader):
    one = reader()
    for answer in (0, 1):
        one.page.locator("#question-shape input").nth(answer).check()
        one.page.get_by_role("button", name="Commit my prediction").click()
        assert one.page.get_by_text("the shape is (2,)").is_visible()
        assert one.page.locator("#question-shape input").first.is_disabled()
        one.page.get_by_role("button", name="Predict again").click()
        assert not one.page.get_by_text("the shape is (2,)").is_visible()


def test_questions_fit_a_narrow_screen_and_buttons_are_large_enough(reader):
    one = reader(width=320)
    for button in one.page.get_by_role("button", name="Add:").all()[:2]:
        button.click()
    one.page.locator("#question-which-axis input").first.check()
    one.page.get_by_role("button", name="Check my answer").click()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 320
    smallest = one.page.evaluate(
        "Math.min(...[...document.querySelectorAll('.question button')].filter(b => b.offsetParent)"
        ".flatMap(b => [b.offsetWidth, b.offsetHeight]))"
    )
    assert smallest >= 24


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_say_about_questions_answered_or_open(reader, theme):
    one = reader(theme=theme)
    page = one.page
    page.add_script_tag(content=axe_script())
    assert [fault for fault in faults(page) if "question" in fault] == []
    for name in ("which-axis", "shape"):
        page.locator(f"#question-{name} input").nth(1).check()
        page.locator(f"#question-{name} .live-check").click()
    for button in page.get_by_role("button", name="Add:").all()[:3]:
        button.click()
    page.get_by_role("button", name="Check my program").click()
    for summary in page.locator(".question summary:visible").all():
        summary.click()
    assert [fault for fault in faults(page) if "question" in fault or "parsons" in fault] == []


def test_without_javascript_every_question_can_be_read_with_its_answer(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{LESSON}")
    block = page.locator("#question-which-axis")
    assert "Which call leaves one mean" in block.locator("legend").inner_text()
    assert block.get_by_role("radio").count() == 2
    block.locator("summary").click()
    assert "Right: x.mean(axis=1)" in block.inner_text()
    assert "It runs down the columns." in block.inner_text()
    assert page.get_by_text("the shape is (2,)").is_visible()
    puzzle = page.locator("#question-add-up")
    assert puzzle.locator("li").count() == 5
    puzzle.locator("summary").click()
    assert "total += one\nprint(total)" in puzzle.inner_text()
    context.close()


def test_every_control_has_a_name_and_no_handler_or_double_id_stands_in_the_page(book, reader):
    html = (book / LESSON).read_text("utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert " onclick" not in article
    page = reader().page
    page.locator("#question-which-axis input").first.check()
    page.get_by_role("button", name="Check my answer").click()
    ids = page.eval_on_selector_all("article [id]", "all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    assert page.get_by_role("group", name="Which call leaves one mean for every gene?").count() == 1
    names = page.eval_on_selector_all(
        ".question :is(button, input)",
        "all => all.map((one) => one.ariaLabel || one.labels?.[0]?.textContent || one.textContent)",
    )
    assert all(name.strip() for name in names)
