"""Live cells against JupyterLite: the same lesson, the same Python and the same wheels, in Chromium.

Everything is served from this machine as `course serve` does, so times are those of the processor, and
bytes are what a first visit asks of the network. Needs Chromium, `make book` and `make lite`.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.site.lite import APP
from autograder.site.serve import BookHandler

from .measuring import Table, progress, ratio, seconds

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build/book/_build/html"
LESSON = "chapters/anova/index.html"
PATIENCE = 300_000  # milliseconds
ANSWER = """def sample_groups(data):
    names = data["samples"].index.to_series()
    return names.str.split(".", n=1).str[0]
"""
RIGHT = "Right: every check passes"
MORE = """
print("first result:", values.shape)"""
RESULT = "first result: ("

Visit = Callable[[Any, str], None]


def measure(quick: bool) -> list[Table]:
    """One table of times and one of bytes; nothing where Chromium or the built book is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or not (BOOK / LESSON).is_file() or not (ROOT / APP).is_dir():
        progress("  skipped: needs Chromium, `make book` and `make lite`")
        return []
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests/site"))
    from live_runtime import live_site

    repeats = 1 if quick else 3
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = live_site(BOOK, Path(folder) / "site", ROOT / APP)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with _serving(site) as (address, sent):
            times = {name: _times(browser, address, sent, name, repeats) for name in TASKS}
            weight = _weight(browser, address, sent)
        browser.close()
    return [_time_table(times), _byte_table(times, weight)]


# ---------------------------------------------------------------- what a reader does


def _live_result(page: Any, address: str) -> None:
    page.goto(f"{address}/{LESSON}")
    cell = page.locator(".live-cell").first
    cell.get_by_role("button", name="Edit").click()
    _write_at_end(page, cell)
    cell.get_by_role("button", name="Run").first.click()
    cell.locator(".live-output").get_by_text(RESULT).first.wait_for(timeout=PATIENCE)


def _write_at_end(page: Any, cell: Any) -> None:
    """Add a line to a cell's code that shows something."""
    cell.locator(".cm-content").press("Control+End")
    page.keyboard.insert_text(MORE)


def _live_check(page: Any, address: str) -> None:
    page.goto(f"{address}/{LESSON}")
    cell = page.locator('.live-cell[data-exercise="sample_groups"]')
    cell.get_by_role("button", name="Edit").click()
    cell.locator(".cm-content").press("Control+a")
    page.keyboard.insert_text(ANSWER)
    cell.get_by_role("button", name="Check").click()
    cell.get_by_text(RIGHT).first.wait_for(timeout=PATIENCE)


def _lite_result(page: Any, address: str) -> None:
    page.goto(f"{address}/lite/open/index.html?page=chapters/anova/index")
    cell = page.locator(".jp-Notebook .jp-CodeCell").filter(has_text="simulate_hspc()").first
    cell.wait_for(timeout=PATIENCE)
    cell.locator(".cm-content").click()
    _write_at_end(page, cell)
    page.keyboard.press("Shift+Enter")
    output = page.locator(".jp-OutputArea-output").get_by_text(RESULT)
    output.first.wait_for(timeout=PATIENCE)


def _lite_check(page: Any, address: str) -> None:
    page.goto(f"{address}/{LESSON}")
    key = "gene-expression-course.code.chapters/anova/index"
    page.evaluate(
        "([key, code]) => localStorage.setItem(key, JSON.stringify({sample_groups: code}))",
        [key, ANSWER],
    )
    page.goto(f"{address}/lite/open/index.html?lesson=anova")
    _run_cells(page, "check(sample_groups)")
    page.get_by_text(RIGHT).first.wait_for(timeout=PATIENCE)


def _run_cells(page: Any, text: str) -> None:
    """Press Shift+Enter from the first cell of a notebook to the one that has the text."""
    cells = page.locator(".jp-Notebook .jp-Cell")
    cells.filter(has_text=text).first.wait_for(timeout=PATIENCE)  # those below are drawn later
    place = cells.evaluate_all(
        "(all, text) => all.findIndex(c => c.innerText.includes(text))", text
    )
    cells.first.click()
    for _ in range(place + 1):
        page.keyboard.press("Shift+Enter")


TASKS: dict[str, tuple[Visit, Visit]] = {
    "first result": (_live_result, _lite_result),
    "first check": (_live_check, _lite_check),
}


# ---------------------------------------------------------------- measuring


@contextmanager
def _serving(site: Path) -> Iterator[tuple[str, list[int]]]:
    """The site on this machine, and a list whose only entry is the number of bytes sent."""
    sent = [0]

    class Counting(BookHandler):
        def copyfile(self, source: Any, outputfile: Any) -> None:
            while block := source.read(1 << 16):
                sent[0] += len(block)
                outputfile.write(block)

    handler = functools.partial(Counting, directory=str(site), lab=None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()


Measured = dict[tuple[str, str], tuple[float, int]]


def _times(browser: Any, address: str, sent: list[int], task: str, repeats: int) -> Measured:
    """Seconds and bytes of both contenders, at a first visit and at the next; they take turns."""
    taken: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for turn in range(repeats):
        for name, visit in zip(("live cells", "JupyterLite"), TASKS[task], strict=True):
            progress(f"  {task}, {name}, {turn + 1} of {repeats}")
            context = browser.new_context()
            for when in ("cold", "warm"):
                page = context.new_page()
                before, start = sent[0], time.perf_counter()
                visit(page, address)
                measured = time.perf_counter() - start, sent[0] - before
                taken.setdefault((name, when), []).append(measured)
                page.wait_for_timeout(3000)  # what a page keeps for the next visit
                page.close()
            context.close()
    return {
        key: (statistics.median(t for t, _ in all_), int(statistics.median(b for _, b in all_)))
        for key, all_ in taken.items()
    }


def _weight(browser: Any, address: str, sent: list[int]) -> int:
    """Bytes of the heaviest lesson, before anything is run."""
    heaviest = 0
    for page_file in sorted(BOOK.glob("chapters/*/index.html")):
        context = browser.new_context()
        page = context.new_page()
        before = sent[0]
        page.goto(f"{address}/{page_file.relative_to(BOOK).as_posix()}", wait_until="networkidle")
        heaviest = max(heaviest, sent[0] - before)
        context.close()
    return heaviest


def _time_table(times: dict[str, Measured]) -> Table:
    rows = []
    for task, measured in times.items():
        for when in ("cold", "warm"):
            ours, theirs = measured["live cells", when][0], measured["JupyterLite", when][0]
            rows.append((f"{task}, {when}", seconds(ours), seconds(theirs), ratio(theirs, ours)))
    return Table(
        "From opening a lesson to what it shows",
        "Median time on the wall, from going to the address, with both runtimes hosted on this "
        "machine. Cold: an empty browser; warm: its second visit. The result is that of the "
        "lesson's first cell with a line more, the check is that of `sample_groups`; JupyterLite runs "
        "the same code, in the notebooks of the same page and lesson. Live cells begin with modules "
        "that `course site --self-host` has compiled, where it finds a Python 3.12.",
        ("", "live cells", "JupyterLite", "ratio"),
        rows,
    )


def _byte_table(times: dict[str, Measured], weight: int) -> Table:
    megabytes = "{:.1f} MB".format
    rows = [("the heaviest lesson, before anything runs", megabytes(weight / 1e6), "–")]
    for task, measured in times.items():
        ours, theirs = measured["live cells", "cold"][1], measured["JupyterLite", "cold"][1]
        rows.append((f"to the {task}, cold", megabytes(ours / 1e6), megabytes(theirs / 1e6)))
    return Table(
        "Bytes",
        "As sent: text in gzip, as by `course serve` and by most hosts; WebAssembly as it is. Figures "
        "further down a page come when a reader scrolls to them.",
        ("", "live cells", "JupyterLite"),
        rows,
    )
