"""Live cells in a real browser, offline: a reader runs, answers, stops, and comes back."""

import re

import pytest
from live_reader import LOADING, Reader, serving
from live_runtime import live_site

from autograder.catalogue import LESSONS

pytestmark = pytest.mark.slow

WRONG = """def sample_groups(data):
    names = data["samples"].index.to_series()
    return names.str.rsplit(".", n=1).str[0]
"""
RIGHT = WRONG.replace("rsplit", "split")


@pytest.fixture(scope="module")
def site_folder(book, tmp_path_factory):
    return live_site(book, tmp_path_factory.mktemp("live") / "site")


@pytest.fixture(scope="module")
def address(site_folder):
    server, address = serving(site_folder)
    yield address
    server.shutdown()


@pytest.fixture
def visitor(browser, address):
    """A reader who has opened the lesson and done nothing."""
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


@pytest.fixture(scope="module")
def lesson(browser, address):
    """One reader whose Python is loaded once, and who has run the first cell.

    Whatever the tests do: no error is reported, and nobody outside is asked for anything.
    """
    reader = Reader(browser, address)
    reader.run(1)
    yield reader
    assert reader.faults == []
    own = (address, "data:", "blob:")
    assert [url for url in reader.requests if not url.startswith(own)] == []
    reader.context.close()


def test_nothing_of_python_is_loaded_before_a_reader_runs_something(visitor):
    visitor.page.wait_for_load_state("networkidle")
    wanted = [u for u in visitor.requests if any(part in u for part in ("runtime/", "wheels/"))]
    assert wanted == []
    assert not any("worker.mjs" in url or "editor.mjs" in url for url in visitor.requests)


WEIGHT = """() => [...performance.getEntriesByType("resource"),
  ...performance.getEntriesByType("navigation")].reduce((sum, one) => sum + one.encodedBodySize, 0)"""


def test_what_a_cell_imports_comes_while_python_itself_is_still_on_its_way(visitor):
    """Python's own library waits until the package that the cell imports has been asked for."""
    held = []
    visitor.context.route("**/python_stdlib.zip", lambda route: held.append(route))
    cell = visitor.cell(1)
    visitor.write(cell, "import sklearn\nprint('sklearn', sklearn.__version__)")
    with visitor.context.expect_event("request", lambda r: "scikit_learn" in r.url):
        cell.get_by_role("button", name="Run").first.click()
    for one in held:
        one.continue_()
    visitor.wait(cell)
    assert "sklearn 1." in visitor.shown(cell)


def test_a_lesson_weighs_less_than_one_and_a_half_megabytes_before_anything_runs(visitor):
    visitor.page.wait_for_load_state("networkidle")
    assert 100_000 < visitor.page.evaluate(WEIGHT) < 1_500_000


def test_a_cell_shows_its_output_and_the_next_one_has_its_variables(lesson):
    lesson.run(1)
    assert "nothing to show" in lesson.cell(1).locator(".live-status").inner_text()
    assert "wrong labels: 100%" in lesson.run(2)
    hidden_before_it_ran = lesson.run(4, "BLUE, len(NAMES)")
    assert "'#0072B2', 3" in hidden_before_it_ran


def test_a_wrong_answer_is_told_its_misconception_and_a_right_one_is_marked(lesson):
    exercise = lesson.cell("sample_groups")
    told = lesson.run("sample_groups", WRONG)
    assert "You cut at the last dot" in told
    assert 'hint("' not in told  # there is a button for it
    assert "not right yet" in exercise.locator(".live-verdict").inner_text()
    assert "Right: every check passes" in lesson.run("sample_groups", RIGHT)
    assert "✓ right" in exercise.locator(".live-verdict").inner_text()
    mark = lesson.page.locator("nav.bd-links .live-mark").first
    assert "1/5" in mark.inner_text()


def test_what_is_right_and_what_was_written_is_there_after_a_reload(lesson):
    lesson.run("sample_groups", RIGHT)
    first = lesson.page
    page = lesson.open()
    exercise = lesson.cell("sample_groups")
    exercise.locator('[data-status="right"]').wait_for()
    assert exercise.locator("pre").first.inner_text().strip() == RIGHT.strip()
    page.close()
    lesson.page = first


def test_hints_come_one_by_one_and_the_solution_last(lesson):
    exercise = lesson.cell("do_anova")
    exercise.get_by_role("button", name="Solution").click()
    exercise.get_by_text("Try it first").wait_for()
    for rung in (1, 2, 3):
        exercise.get_by_role("button", name="Hint").click()
        exercise.get_by_text(f"{rung} of 3").wait_for()
    assert 'solution("' not in lesson.shown(exercise)
    lesson.press(exercise, "Solution")
    exercise.get_by_text("One way to write").wait_for()
    assert "def do_anova" in lesson.shown(exercise)


def test_a_figure_says_what_it_shows_and_a_table_is_a_table(lesson):
    shown = lesson.run(
        7, "fig, ax = plt.subplots()\nax.set(title='Two lines', xlabel='time')\nplt.show()"
    )
    assert lesson.cell(7).locator(".live-output img").get_attribute("alt") == (
        "Figure: Two lines; x axis: time"
    )
    assert shown.strip() == ""
    lesson.run(7, "pd.DataFrame({'gene': ['Mpo']})")
    assert lesson.cell(7).locator(".live-output table td").inner_text() == "Mpo"


EVERY_EXERCISE = """
import time, warnings

import seaborn, sklearn
from autograder.catalogue import LESSONS
from autograder.judge import judge

warnings.simplefilter("ignore")
start, troubles, absent = time.monotonic(), [], []
exercises = LESSONS[{lesson!r}].exercises
for place, one in enumerate(exercises):
    try:
        verdict = judge(one, lambda *given, of=one.reference, **named: of(*given, **named))
    except ModuleNotFoundError:
        absent.append(one.name)
        continue
    messages = [str(c.message) for c in verdict.checks if c.message]
    if any("ModuleNotFound" in m or "No module named" in m or "Pyodide dist" in m for m in messages):
        absent.append(one.name)
    elif str(verdict.status) != "right":
        troubles.append((one.name, messages))
    for wrong in one.misconceptions[: place == 0]:
        verdict = judge(one, wrong.implementation)
        if wrong.id not in [c.misconception for c in verdict.checks]:
            troubles.append((one.name, wrong.id, str(verdict.status)))
troubles, (pd.__version__, np.__version__), round(time.monotonic() - start), absent
"""
NEEDS_MORE = {"programs", "single_cell", "capstone"}
"""Lessons with functions that need tqdm, networkx or igraph, which the tests' runtime has not."""


def test_references_are_right_and_misconceptions_known_on_the_browser_s_older_libraries(lesson):
    seconds = {}
    for name in LESSONS:
        shown = lesson.run(7, EVERY_EXERCISE.format(lesson=name)).strip()
        assert shown.startswith("([], ('2.2.3', '2.0.2'), "), (name, shown)
        seconds[name] = int(re.search(r"\), (\d+), \[", shown)[1])
        assert shown.endswith(", [])") or name in NEEDS_MORE, (name, shown)
    print(f"judged in the browser in {sum(seconds.values())} seconds: {seconds}")


REAL_DATA = """
import hashlib
from functions import datasets

content = "gene\\ta\\nMpo\\t1\\n".encode()
file = datasets.SourceFile("real.tsv", hashlib.sha256(content).hexdigest())
same_host = datasets._download(file, base={address!r}).read_bytes() == content
try:
    datasets._download(datasets.SourceFile("absent.tsv", "0"), base={address!r})
except datasets.DataUnavailable as error:
    told = str(error)
same_host, told
"""


def test_real_data_come_through_the_browser_or_a_sentence_says_what_to_do(
    lesson, address, site_folder
):
    (site_folder / "real.tsv").write_text("gene\ta\nMpo\t1\n")
    shown = lesson.run(7, REAL_DATA.format(address=f"{address}/"))
    assert "(True, 'absent.tsv could not be loaded into the browser" in shown
    assert "simulate_hspc" in shown
    lesson.faults.clear()  # the browser notes the 404


KEPT = """async () => {
  const store = await caches.open("gene-expression-course.bytecode");
  return (await store.keys()).length === 1;
}"""


def test_compiled_modules_are_kept_for_the_next_visit(lesson):
    lesson.page.wait_for_function(KEPT, timeout=LOADING)


def test_an_error_shows_the_readers_own_lines_only(lesson):
    shown = lesson.run(7, "def f(table):\n    return table['b']\n\nf(pd.DataFrame({'a': [1]}))")
    assert "KeyError: 'b'" in shown
    assert "return table['b']" in shown
    assert "site-packages" not in shown
    assert "/lib/python" not in shown


def test_a_name_from_further_up_is_offered_to_be_run(lesson):
    assert "comes from a cell further up" in lesson.run(12, "not_there_yet")


def test_a_slider_calls_the_function_again(lesson):
    code = "from ipywidgets import interact\n\n@interact(n=(1, 9))\ndef double(n):\n    print(n, 'twice is', 2 * n)"
    assert "5 twice is 10" in lesson.run(5, code)
    slider = lesson.cell(5).get_by_role("slider", name="n")
    slider.focus()
    slider.press("ArrowRight")
    lesson.cell(5).get_by_text("6 twice is 12").wait_for()


def test_output_of_a_hundred_megabytes_is_cut_with_a_sentence(lesson):
    shown = lesson.run(7, "for _ in range(1000):\n    print('x' * 100_000)")
    assert "The rest is not shown" in shown
    assert len(shown) < 1_100_000
    lesson.run(7, "1")


def test_what_is_wider_than_its_place_can_be_scrolled_by_keyboard(lesson):
    lesson.run(7, "print('x' * 500)")
    wide = lesson.cell(7).locator(".live-output [tabindex='0']")
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")


def test_everything_works_by_keyboard_and_the_editor_can_be_left(lesson):
    cell = lesson.cell(7)
    lesson.write(cell, "0")
    editor = cell.locator(".cm-content")
    editor.focus()
    editor.press("Control+a")
    lesson.page.keyboard.type("6 / 4")
    editor.press("Shift+Enter")
    cell.get_by_text("1.5").last.wait_for()
    assert cell.locator(".cm-content").inner_text().strip() == "6 / 4"
    editor.press("Escape")
    editor.press("Tab")
    assert not editor.evaluate("e => e.contains(document.activeElement)")


def test_an_endless_loop_is_stopped_and_the_page_recovers(lesson):
    lesson.run(2)
    lesson.run("sample_groups", RIGHT)
    cell = lesson.cell(7)
    lesson.write(cell, "while True:\n    pass")
    cell.get_by_role("button", name="Run", exact=False).first.click()
    cell.get_by_role("button", name="Stop").click()
    cell.get_by_text("its variables are gone").wait_for()
    assert "while True" in cell.locator(".cm-content").inner_text()
    cell.get_by_role("button", name="Run the earlier cells again").click()
    lesson.cell(2).locator(".live-output pre").wait_for(timeout=LOADING)
    lesson.wait(cell)
    assert "'GMP'" in lesson.run(7, "NAMES")
    assert "1 of 17 points" in lesson.run(7, "progress()")
    restored = "open(pd.__cached__, 'rb').read(8)[4] == 1  # marked as kept from before"
    assert "True" in lesson.run(7, restored)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_live_cells_without_scrolling_sideways(browser, address, theme):
    reader = Reader(browser, address, width=320, theme=theme)
    cell = reader.cell(1)
    reader.write(cell, "a_long_name = " + "'x' * 10 + " * 20 + "''")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.context.close()
