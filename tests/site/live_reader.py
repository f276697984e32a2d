"""A reader of live pages, for tests, and a server for what they read."""

import functools
import http.server
import threading

from autograder.site.serve import BookHandler

LESSON = "chapters/anova/index.html"
LOADING = 400_000  # milliseconds: a busy machine takes long to start Python


PREDICTIONS_READY = """() => [...document.querySelectorAll(".question-predict")]
  .every((question) => question.querySelector("button"))"""
PREDICT = """() => {
  for (const question of document.querySelectorAll(".question-predict:not([data-state])")) {
    question.querySelector("input").click();
    question.querySelector("button").click();
  }
}"""


class Reader:
    """What a reader does on a page, and what went wrong on the way.

    A reader who ``predicts`` commits an answer before every cell that waits for one.
    """

    def __init__(
        self, browser, address, path=LESSON, width=1280, theme="light", script="", predicts=True
    ):
        self.address, self.faults, self.requests = address, [], []
        self.predicts = predicts
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, accept_downloads=True
        )
        self.context.add_init_script(f"localStorage.setItem('mode', '{theme}')" + script)
        self.page = self.open(path)

    def open(self, path=LESSON):
        page = self.page = self.context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: m.type == "error" and self.faults.append(m.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(f"{self.address}/{path}")
        page.wait_for_selector(".live-button, .live-panel")
        if self.predicts:
            page.wait_for_function(PREDICTIONS_READY)
            page.evaluate(PREDICT)
        return page

    def cell(self, number):
        """The page's nth code cell, or an exercise's, by name."""
        if isinstance(number, str):
            return self.page.locator(f'.live-cell[data-exercise="{number}"]')
        return self.page.locator(".live-cell").nth(number - 1)

    def write(self, cell, code):
        if cell.locator(".cm-content").count() == 0:
            cell.get_by_role("button", name="Edit").click()
        editor = cell.locator(".cm-content")
        editor.press("Control+a")
        self.page.keyboard.insert_text(code)

    def press(self, cell, name):
        """Press a button of a cell and wait until the cell has nothing more to do."""
        cell.get_by_role("button", name=name, exact=False).first.click()
        self.wait(cell)

    def wait(self, cell):
        cell.locator(".live-output:not([hidden])").wait_for(state="attached", timeout=LOADING)
        cell.locator(".live-status progress").wait_for(state="detached", timeout=LOADING)

    def shown(self, cell):
        return cell.locator(".live-output").inner_text()

    def run(self, number, code=None):
        cell = self.cell(number)
        if code is not None:
            self.write(cell, code)
        self.press(cell, "Check" if isinstance(number, str) else "Run")
        return self.shown(cell)


def serving(folder):
    handler = functools.partial(BookHandler, directory=str(folder), lab=None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
